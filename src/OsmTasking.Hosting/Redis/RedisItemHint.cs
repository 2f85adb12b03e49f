using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OsmTasking.Core;
using OsmTasking.Core.Items;
using StackExchange.Redis;

namespace OsmTasking.Hosting.Redis;

/// <summary>Keeps how many items are open in which cell in Redis, counted by one host for all, and counted anew when Redis lost it or it grew old.</summary>
/// <remarks>
/// Nothing waits for the counting: until it is done there is no hint. A count is believed for half a minute; what is claimed or mended meanwhile is still in it,
/// and costs whoever is sent there one more statement.
/// </remarks>
/// <param name="link">The connection.</param>
/// <param name="items">Where the truth is.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told when the counting fails.</param>
public sealed partial class RedisItemHint(RedisLink link, IItemStore items, TimeProvider time, ILogger<RedisItemHint> logger) : IItemHint
{
    private const int MostCells = 4096;
    private const int MostProjects = 1000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Nearby = TimeSpan.FromSeconds(1);
    private static readonly RedisValue Mark = "-"; // A project without open items has a hint too.

    private readonly ConcurrentDictionary<long, (long At, ItemCells Cells)> _near = new();
    private readonly ConcurrentDictionary<long, Task> _counting = new();

    /// <summary>Gets what is being counted by this host; for tests.</summary>
    internal Task Counting => Task.WhenAll(_counting.Values);

    /// <inheritdoc/>
    public async ValueTask<ItemCells?> CellsAsync(long projectId, CancellationToken cancellationToken = default)
    {
        if (_near.TryGetValue(projectId, out var near) && time.GetElapsedTime(near.At) < Nearby)
        {
            return near.Cells;
        }

        var kept = await link.TryAsync(connection => connection.GetDatabase().HashGetAllAsync(RedisKeys.ItemCells(projectId)), null!, cancellationToken).ConfigureAwait(false);
        if (kept is null)
        {
            return null; // Redis is away.
        }

        if (kept.Length == 0)
        {
            // Two at once are no harm: whose turn it is Redis tells.
            if (!_counting.TryGetValue(projectId, out var counting) || counting.IsCompleted)
            {
                _counting[projectId] = Task.Run(() => CountAsync(projectId), CancellationToken.None);
            }

            return null;
        }

        if (_near.Count >= MostProjects)
        {
            _near.Clear();
            _counting.Clear();
        }

        var cells = Read(kept);
        _near[projectId] = (time.GetTimestamp(), cells);
        return cells;
    }

    /// <inheritdoc/>
    public async ValueTask DryAsync(long projectId, string cell, CancellationToken cancellationToken = default)
    {
        if (_near.TryGetValue(projectId, out var near))
        {
            _near.TryUpdate(projectId, near with { Cells = near.Cells.Without(cell) }, near);
        }

        await link.TryAsync(connection => connection.GetDatabase().HashDeleteAsync(RedisKeys.ItemCells(projectId), cell), fallback: false, cancellationToken).ConfigureAwait(false);
    }

    private static ItemCells Read(HashEntry[] kept)
    {
        var open = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in kept)
        {
            // Whatever else stands there is not from us.
            if (entry.Name.ToString() is var key && Quadkeys.IsKey(key, Quadkeys.Zoom) && int.TryParse(entry.Value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                open[key] = count;
            }
        }

        return new ItemCells(open);
    }

    /// <summary>Counts for all hosts, unless another one does so already.</summary>
    private async Task CountAsync(long projectId)
    {
        try
        {
            if (!await link.TryAsync(connection => connection.GetDatabase().StringSetAsync(RedisKeys.ItemCounting(projectId), "1", Turn, When.NotExists), fallback: false, CancellationToken.None).ConfigureAwait(false))
            {
                return;
            }

            var open = await items.CountByQuadkeyAsync(new ItemQuery(projectId) { Now = time.GetUtcNow(), Status = ItemStatus.Open, Locked = false }, string.Empty, Quadkeys.Zoom).ConfigureAwait(false);
            var entries = new ItemCells(open).Coarsened(MostCells).Open.Select(cell => new HashEntry(cell.Key, cell.Value)).Append(new HashEntry(Mark, 0)).ToArray();
            await link.TryAsync(
                async connection =>
                {
                    var (redis, key) = (connection.GetDatabase(), RedisKeys.ItemCells(projectId));
                    var batch = redis.CreateTransaction();
                    var steps = new[] { batch.KeyDeleteAsync(key), batch.HashSetAsync(key, entries), batch.KeyExpireAsync(key, Lifetime), batch.KeyDeleteAsync(RedisKeys.ItemCounting(projectId)) };
                    var done = await batch.ExecuteAsync().ConfigureAwait(false);
                    await Task.WhenAll(steps).ConfigureAwait(false);
                    return done;
                },
                fallback: false,
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException fault)
        {
            LogUncounted(logger, projectId, fault);
        }
    }

    [LoggerMessage(3040, LogLevel.Warning, "Open items of project {ProjectId} could not be counted: claims go without a hint.")]
    private static partial void LogUncounted(ILogger logger, long projectId, Exception fault);
}
