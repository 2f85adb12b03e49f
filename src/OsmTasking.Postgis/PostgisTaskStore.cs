using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core.Tasks;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>Tasks in PostgreSQL.</summary>
public sealed class PostgisTaskStore(NpgsqlDataSource source) : ITaskStore
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<MappingTask>> ReadAsync(long projectId, IReadOnlyList<int>? numbers, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading tasks", TaskSql.Read, row => TaskRows.Read(row, 0), cancellationToken, P(projectId), Numbers(numbers)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async IAsyncEnumerable<TaskOutline> OutlinesAsync(
        long projectId, IReadOnlyList<int>? numbers, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var last = 0;
        while (true)
        {
            var page = await source.QueryAsync(
                "Reading shapes", TaskSql.Outlines, TaskRows.ReadOutline, cancellationToken, P(projectId), Numbers(numbers), P(last)).ConfigureAwait(false);
            foreach (var outline in page)
            {
                yield return outline;
            }

            if (page.Count == 0)
            {
                yield break;
            }

            last = page[^1].Number;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<TaskChanges> ChangesAsync(long projectId, long since, CancellationToken cancellationToken = default)
    {
        var rows = await source.QueryAsync(
            "Reading changes",
            TaskSql.Changes,
            row => (Next: row.GetInt64(0), Task: row.IsDBNull(1) ? null : TaskRows.Read(row, 1)),
            cancellationToken,
            P(projectId),
            P(since)).ConfigureAwait(false);
        return new TaskChanges(rows[0].Next, [.. rows.Select(row => row.Task).OfType<MappingTask>()]);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TaskEvent>> HistoryAsync(long projectId, int? number, int skip, int take, CancellationToken cancellationToken = default) =>
        await source.QueryAsync(
            "Reading history", TaskSql.History, TaskRows.ReadEvent, cancellationToken,
            P(projectId), Nullable(NpgsqlDbType.Integer, number), P((long)skip), P((long)take)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<int> LastNumberAsync(long projectId, CancellationToken cancellationToken = default) =>
        (await source.QueryAsync("Reading the last number", TaskSql.LastNumber, row => row.GetInt32(0), cancellationToken, P(projectId)).ConfigureAwait(false))[0];

    /// <inheritdoc/>
    public async ValueTask<MapperLease> LeaseAsync(long mapperId, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading a lease", TaskSql.Lease, TaskRows.ReadLease, cancellationToken, P(mapperId)).ConfigureAwait(false) is [var lease]
            ? lease
            : MapperLease.None(mapperId);

    /// <inheritdoc/>
    public async ValueTask<StoredAnswer?> AnswerAsync(long projectId, long mapperId, string key, CancellationToken cancellationToken = default) =>
        await source.QueryAsync(
            "Reading an answer", TaskSql.Answer, row => new StoredAnswer(mapperId, key, row.GetString(0), row.GetString(1)), cancellationToken,
            P(projectId), P(mapperId), P(key)).ConfigureAwait(false) is [var answer] ? answer : null;

    /// <inheritdoc/>
    public async ValueTask<WriteResult> WriteAsync(TaskWrite write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            // A batch is one round trip and one transaction. On Citus the lease, which belongs to no project, makes it a
            // two-phase commit; docs/adr/0001 says when a reservation would serve better.
            var batch = source.CreateBatch();
            await using var disposal = batch.ConfigureAwait(false);
            // The transition first: it knows whether the key has an answer, and that outranks a stale lease. The lease is the
            // last row that anybody locks, so waiting for it closes no circle.
            batch.BatchCommands.Add(Command(
                TaskSql.Apply,
                P(write.ProjectId),
                Nullable(NpgsqlDbType.Jsonb, TaskRows.Json(write.Tasks)),
                Nullable(NpgsqlDbType.Jsonb, TaskRows.Json(write.Children)),
                P(write.Children.Select(child => Shapes.Bytes(child.Outline.Shape)).ToArray()),
                Nullable(NpgsqlDbType.Jsonb, TaskRows.Json(write.Events)),
                Nullable(NpgsqlDbType.Jsonb, write.Once is { } once ? TaskRows.Json(once) : null)));
            if (write.Lease is { } lease)
            {
                batch.BatchCommands.Add(Command(
                    TaskSql.SaveLease, P(lease.MapperId), P(lease.Version), P(lease.ProjectId), P((short)lease.Purpose), P(lease.Tasks.ToArray()), P(lease.ExpiresAt.UtcDateTime)));
            }

            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return WriteResult.Written;
        }
        catch (PostgresException refused) when (refused.SqlState is Conflict or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.ForeignKeyViolation)
        {
            return WriteResult.Conflict;
        }
        catch (PostgresException refused) when (refused.SqlState == Repeated)
        {
            return WriteResult.Repeated;
        }
        catch (NpgsqlException fault)
        {
            throw Failure("Writing tasks", fault);
        }
    }

    private static NpgsqlParameter Numbers(IReadOnlyList<int>? numbers) => Nullable(NpgsqlDbType.Array | NpgsqlDbType.Integer, numbers?.ToArray());
}
