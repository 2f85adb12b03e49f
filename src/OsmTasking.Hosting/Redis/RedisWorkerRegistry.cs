using System.Text.Json;
using OsmTasking.Core.Jobs;
using OsmTasking.Hosting.Workers;
using StackExchange.Redis;

namespace OsmTasking.Hosting.Redis;

/// <summary>Workers of all processes, in Redis: one key each that expires when they fall silent. Without Redis, those of this process.</summary>
/// <param name="link">The connection.</param>
/// <param name="time">The clock by which silence is measured while Redis is away.</param>
public sealed class RedisWorkerRegistry(RedisLink link, TimeProvider time) : IWorkerRegistry
{
    private readonly LocalWorkerRegistry _here = new(time);

    /// <inheritdoc/>
    public async ValueTask BeatAsync(WorkerPresence worker, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(worker);
        await _here.BeatAsync(worker, lifetime, cancellationToken).ConfigureAwait(false);
        await link.TryAsync(
            async connection =>
            {
                var database = connection.GetDatabase();
                await database.StringSetAsync(RedisKeys.Worker(worker.Name), JsonSerializer.Serialize(worker), lifetime).ConfigureAwait(false);
                return await database.SetAddAsync(RedisKeys.Workers, worker.Name).ConfigureAwait(false);
            },
            fallback: false,
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask LeaveAsync(string name, CancellationToken cancellationToken = default)
    {
        await _here.LeaveAsync(name, cancellationToken).ConfigureAwait(false);
        await link.TryAsync(
            async connection =>
            {
                var database = connection.GetDatabase();
                await database.KeyDeleteAsync(RedisKeys.Worker(name)).ConfigureAwait(false);
                return await database.SetRemoveAsync(RedisKeys.Workers, name).ConfigureAwait(false);
            },
            fallback: false,
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<WorkerPresence>> ListAsync(CancellationToken cancellationToken = default)
    {
        var everywhere = await link.TryAsync(ListAsync, null, cancellationToken).ConfigureAwait(false);
        var here = await _here.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. (everywhere ?? []).UnionBy(here, worker => worker.Name).OrderBy(worker => worker.Name, StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<WorkerPresence>?> ListAsync(ConnectionMultiplexer connection)
    {
        var database = connection.GetDatabase();
        var names = await database.SetMembersAsync(RedisKeys.Workers).ConfigureAwait(false);
        if (names.Length == 0)
        {
            return [];
        }

        var found = await database.StringGetAsync([.. names.Select(name => RedisKeys.Worker(name.ToString()))]).ConfigureAwait(false);
        var alive = new List<WorkerPresence>();
        foreach (var (name, text) in names.Zip(found))
        {
            if (text.IsNull)
            {
                await database.SetRemoveAsync(RedisKeys.Workers, name).ConfigureAwait(false); // Fell silent.
            }
            else if (JsonSerializer.Deserialize<WorkerPresence>(text.ToString()) is { } worker)
            {
                alive.Add(worker);
            }
        }

        return alive;
    }
}
