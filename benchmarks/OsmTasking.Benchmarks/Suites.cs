namespace OsmTasking.Benchmarks;

/// <summary>The BenchmarkDotNet suites of this assembly.</summary>
internal static class Suites
{
    internal static int Run(string[] args)
    {
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Suites).Assembly).Run(args);
        return 0;
    }
}
