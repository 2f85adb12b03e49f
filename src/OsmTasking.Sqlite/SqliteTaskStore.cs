using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using OsmTasking.Core.Tasks;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Tasks in a SQLite file.</summary>
public sealed class SqliteTaskStore(SqliteDatabase database) : ITaskStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MappingTask>> ReadAsync(long projectId, IReadOnlyList<int>? numbers, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<MappingTask>>(
            "Reading tasks",
            connection => numbers is null
                ? connection.Query(TaskRows.Read, TaskSql.ReadAll, projectId)
                : connection.Query(TaskRows.Read, TaskSql.ReadSome, projectId, JsonSerializer.Serialize(numbers)),
            cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<TaskOutline> OutlinesAsync(
        long projectId, IReadOnlyList<int>? numbers, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var some = numbers is null ? null : JsonSerializer.Serialize(numbers);
        var last = 0;
        while (true)
        {
            var from = last;
            var page = await database.ReadAsync(
                "Reading shapes",
                connection => some is null
                    ? connection.Query(TaskRows.ReadOutline, TaskSql.Outlines, projectId, from)
                    : connection.Query(TaskRows.ReadOutline, TaskSql.SomeOutlines, projectId, from, some),
                cancellationToken).ConfigureAwait(false);
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
    public ValueTask<TaskChanges> ChangesAsync(long projectId, long since, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading changes",
        connection => new TaskChanges(
            connection.Scalar(TaskSql.LastChange) ?? 0,
            since == 0
                ? connection.Query(TaskRows.Read, TaskSql.ReadAll, projectId)
                : connection.Query(TaskRows.Read, TaskSql.Changes, projectId, since)),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TaskEvent>> HistoryAsync(long projectId, int? number, int skip, int take, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<TaskEvent>>(
            "Reading history",
            connection => number is null
                ? connection.Query(TaskRows.ReadEvent, TaskSql.History, projectId, skip, take)
                : connection.Query(TaskRows.ReadEvent, TaskSql.HistoryOfTask, projectId, number, skip, take),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> LastNumberAsync(long projectId, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading the last number", connection => (int)(connection.Scalar(TaskSql.LastNumber, projectId) ?? 0), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MapperLease> LeaseAsync(long mapperId, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading a lease",
        connection => connection.Query(TaskRows.ReadLease, TaskSql.Lease, mapperId) is [var lease] ? lease : MapperLease.None(mapperId),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoredAnswer?> AnswerAsync(long projectId, long mapperId, string key, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading an answer",
        connection => connection.Query(
            reader => new StoredAnswer(mapperId, key, reader.GetString(0), reader.GetString(1)), TaskSql.Answer, projectId, mapperId, key) is [var answer] ? answer : null,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(TaskWrite write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        return database.WriteAsync(
            "Writing tasks",
            connection =>
            {
                var result = Write(connection, write);
                return (result, result == WriteResult.Written);
            },
            cancellationToken);
    }

    private static WriteResult Write(SqliteConnection connection, TaskWrite write)
    {
        if (connection.Scalar(ProjectSql.Exists, write.ProjectId) is null)
        {
            return WriteResult.Conflict;
        }

        if (write.Once is { } once &&
            connection.Execute(TaskSql.InsertAnswer, write.ProjectId, once.MapperId, once.Key, once.Fingerprint, once.Answer) == 0)
        {
            return WriteResult.Repeated;
        }

        connection.Execute(TaskSql.NextChange);
        foreach (var task in write.Tasks)
        {
            if (connection.Execute(TaskSql.Update, TaskRows.Values(write.ProjectId, task)) == 0)
            {
                return WriteResult.Conflict;
            }
        }

        foreach (var (task, outline) in write.Children)
        {
            if (connection.Execute(TaskSql.Insert, TaskRows.Values(write.ProjectId, task)) == 0)
            {
                return WriteResult.Conflict;
            }

            connection.Execute(TaskSql.InsertOutline, TaskRows.Values(write.ProjectId, outline));
        }

        if (write.Lease is { } lease && connection.Execute(TaskSql.SaveLease, TaskRows.Values(lease)) == 0)
        {
            return WriteResult.Conflict;
        }

        foreach (var happened in write.Events)
        {
            connection.Execute(TaskSql.InsertEvent, TaskRows.Values(write.ProjectId, happened));
        }

        connection.Execute(TaskSql.InsertOutbox, write.ProjectId, JsonSerializer.Serialize(write.Tasks.Select(task => task.Id.Number)));
        return WriteResult.Written;
    }
}
