namespace OsmTasking.Postgis.RawData;

/// <summary>Work that blocks, on a thread of its own: those of the pool are few, one for each core, and whoever they would have to go on for waits half a second for another.</summary>
internal static class OwnThread
{
    internal static Task Run(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    internal static Task<T> Run<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
