using System.Collections.Concurrent;
using System.Threading.Channels;
using OsmTasking.Core.People;
using OsmTasking.Core.Tasks;

namespace ReferenceApi.Live;

/// <summary>
/// Tells listeners what changes in a project. However many listen, the store is asked once a second per project, so
/// changes made by other hosts and locks that expire are seen too; nothing depends on being told.
/// </summary>
public sealed class ProjectFeed(ITaskStore tasks, IMapperStore mappers, TimeProvider time) : IDisposable
{
    private const int Buffer = 64;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<long, Watch> _watches = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Listens until the token fires. A listener that falls behind is told to start anew: the channel completes.</summary>
    public ChannelReader<TaskBoard> Listen(long projectId, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<TaskBoard>(Buffer);
        while (true)
        {
            var watch = _watches.GetOrAdd(projectId, id => new Watch(id));
            lock (watch)
            {
                if (watch.Ended)
                {
                    continue;
                }

                watch.Listeners.Add(channel.Writer);
                watch.Running ??= RunAsync(watch, _stop.Token);
            }

            cancellationToken.Register(() => Leave(watch, channel.Writer));
            return channel.Reader;
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync(Watch watch, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Beat);
        var seen = new Dictionary<int, (long Version, char Letter)>();
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                lock (watch)
                {
                    if (watch.Listeners.Count == 0)
                    {
                        watch.Ended = true;
                        _watches.TryRemove(watch.ProjectId, out _);
                        return;
                    }
                }

                await BeatAsync(watch, seen, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async ValueTask BeatAsync(Watch watch, Dictionary<int, (long, char)> seen, CancellationToken cancellationToken)
    {
        try
        {
            var all = await tasks.ChangesAsync(watch.ProjectId, 0, cancellationToken);
            var now = time.GetUtcNow();
            var first = seen.Count == 0;
            var changed = all.Tasks.Where(task =>
            {
                var present = (task.Version, TaskBoard.Letter(task, now));
                var differs = !seen.TryGetValue(task.Id.Number, out var was) || was != present;
                seen[task.Id.Number] = present;
                return differs;
            }).ToList();
            if (first || changed.Count > 0)
            {
                var holders = changed.Select(task => task.LiveLock(now)?.HolderId).OfType<long>().Distinct().ToList();
                watch.Tell(TaskBoard.Delta(all, changed, now, await mappers.FindManyAsync(holders, cancellationToken)));
            }
        }
        catch (OsmTasking.Core.StoreException)
        {
            // The next beat asks again.
        }
    }

    private static void Leave(Watch watch, ChannelWriter<TaskBoard> listener)
    {
        lock (watch)
        {
            watch.Listeners.Remove(listener);
        }

        listener.TryComplete();
    }

    private sealed class Watch(long projectId)
    {
        internal long ProjectId => projectId;

        internal List<ChannelWriter<TaskBoard>> Listeners { get; } = [];

        internal Task? Running { get; set; }

        internal bool Ended { get; set; }

        internal void Tell(TaskBoard board)
        {
            lock (this)
            {
                Listeners.RemoveAll(listener => !listener.TryWrite(board) && listener.TryComplete());
            }
        }
    }
}
