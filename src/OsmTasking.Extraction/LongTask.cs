namespace OsmTasking.Extraction;

/// <summary>Work that computes and waits for seconds to hours, on a thread of its own.</summary>
/// <remarks>On a thread of the pool it would keep others from theirs: the pool adds one only every half second.</remarks>
internal static class LongTask
{
    internal static Task Run(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
