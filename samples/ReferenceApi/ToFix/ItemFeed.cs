using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using OsmTasking.Core;
using OsmTasking.Core.Items;
using OsmTasking.Hosting.News;

namespace ReferenceApi.ToFix;

/// <summary>
/// <c>GET /v1/projects/:p/events</c>: tells listeners that a project changed, by its version. News, here or through Redis from other hosts, make it quick; the
/// store is asked every few seconds in any case, so that whoever misses all news learns it then.
/// </summary>
public sealed class ItemFeed(IItemStore items, ItemNews news, TimeProvider time, IItemNewsCarrier? carrier = null)
{
    private const int MostKept = 1000;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Shared = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<long, (long At, Lazy<Task<string>> Version)> _versions = new();

    internal static void Map(RouteGroupBuilder api) => api.MapGet("/projects/{p}/events", async (string p, ItemDesk desk, ItemFeed feed, IHostApplicationLifetime host) =>
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader);
        return TypedResults.ServerSentEvents(feed.ListenAsync(project.Id, host.ApplicationStopping, desk.Aborted));
    });

    private async IAsyncEnumerable<SseItem<ItemsChanged>> ListenAsync(long projectId, CancellationToken stopping, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        var cancellationToken = ends.Token;
        var heard = news.Listen(projectId, cancellationToken);
        string? told = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await ReadAsync(projectId, cancellationToken) is { } version && version != told)
            {
                told = version;
                yield return new SseItem<ItemsChanged>(new ItemsChanged(version), "changed");
            }

            await PauseAsync(heard, cancellationToken);
        }
    }

    /// <summary>Waits for news, but not for ever. What is told together is answered once.</summary>
    private async Task PauseAsync(System.Threading.Channels.ChannelReader<bool> heard, CancellationToken cancellationToken)
    {
        using var beat = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        beat.CancelAfter(Beat);
        try
        {
            if (carrier is not null)
            {
                await carrier.ReceiveAsync(cancellationToken);
            }

            await heard.WaitToReadAsync(beat.Token);
            await Task.Delay(Settle, time, cancellationToken);
            heard.TryRead(out _);
        }
        catch (OperationCanceledException)
        {
            // A beat, or the end.
        }
    }

    /// <summary>However many listen, the store is asked a few times a second for a project at the most.</summary>
    private async ValueTask<string?> ReadAsync(long projectId, CancellationToken cancellationToken)
    {
        if (_versions.Count > MostKept)
        {
            _versions.Clear();
        }

        try
        {
            var (at, version) = _versions.AddOrUpdate(projectId, Fresh, (id, kept) => time.GetElapsedTime(kept.At) < Shared ? kept : Fresh(id));
            return await version.Value.WaitAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is StoreException or OperationCanceledException)
        {
            return null; // The next beat asks again.
        }

        (long At, Lazy<Task<string>> Version) Fresh(long id) => (time.GetTimestamp(), new(() => items.VersionAsync(id, CancellationToken.None).AsTask()));
    }
}

/// <summary>What listeners are told.</summary>
public sealed record ItemsChanged(string Version);
