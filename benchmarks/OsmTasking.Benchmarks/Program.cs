using OsmTasking.Benchmarks;

// One step of the pipeline over one file in a process of its own, to be timed from outside; anything else is BenchmarkDotNet's.
if (args is ["claims", ..])
{
    return await ClaimRace.RunAsync(args);
}

return WholeFile.TryRun(args) ? 0 : Suites.Run(args);
