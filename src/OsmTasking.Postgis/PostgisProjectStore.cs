using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>Projects in PostgreSQL.</summary>
public sealed class PostgisProjectStore(NpgsqlDataSource source) : IProjectStore
{
    /// <inheritdoc/>
    public async ValueTask<long> CreateAsync(Project project, IReadOnlyList<NewTask> tasks, ProjectKey? once = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(tasks);
        var id = (await source.QueryAsync("Numbering a project", ProjectSql.NextId, row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var disposal = connection.ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var transactionDisposal = transaction.ConfigureAwait(false);
            if (once is not null && await RunAsync(connection, Command(ProjectSql.ClaimKey, P(once.MapperId), P(once.Key), P(id)), cancellationToken).ConfigureAwait(false) == 0)
            {
                await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
                return (await source.QueryAsync("Reading a key", ProjectSql.FindKey, row => row.GetInt64(0), cancellationToken, P(once.MapperId), P(once.Key)).ConfigureAwait(false))[0];
            }

            await InsertAsync(connection, id, project, tasks, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return id;
        }
        catch (NpgsqlException fault)
        {
            throw Failure("Creating a project", fault);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Project?> FindAsync(long id, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading a project", ProjectSql.Find, Read, cancellationToken, P(id)).ConfigureAwait(false) is [var project] ? project : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Project>> ListAsync(IReadOnlyList<ProjectStatus> statuses, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Listing projects", ProjectSql.List, Read, cancellationToken, P(statuses.Select(status => (short)status).ToArray())).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> TrySaveAsync(Project project, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        return await source.ExecuteAsync(
            "Saving a project", ProjectSql.Update, cancellationToken, P(project.Id), P(project.Version), P((short)project.Status),
            P(ProjectSettingsJson.Write(project.Settings)), P(project.Updated.UtcDateTime)).ConfigureAwait(false) == 1;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(long id, CancellationToken cancellationToken = default)
    {
        var deleted = await source.ExecuteAsync("Deleting a project", ProjectSql.Delete, cancellationToken, P(id)).ConfigureAwait(false) == 1;
        await source.ExecuteAsync("Freeing holders", ProjectSql.FreeHolders, cancellationToken, P(id)).ConfigureAwait(false);
        await source.ExecuteAsync("Deleting keys", ProjectSql.DeleteKeys, cancellationToken, P(id)).ConfigureAwait(false);
        return deleted;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<long, ProjectProgress>> ProgressAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken = default)
    {
        var counts = new Dictionary<long, int[]>();
        foreach (var (id, state, count) in await source.QueryAsync(
            "Counting tasks", ProjectSql.Progress, row => (row.GetInt64(0), row.Short(1), (int)row.GetInt64(2)), cancellationToken, P(ids.ToArray())).ConfigureAwait(false))
        {
            counts.TryAdd(id, new int[8]);
            counts[id][state ?? 0] += count;
        }

        return counts.ToDictionary(entry => entry.Key, entry => ProjectProgress.Of(entry.Value));
    }

    private static async ValueTask InsertAsync(NpgsqlConnection connection, long id, Project project, IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        await RunAsync(
            connection,
            Command(
                ProjectSql.Insert, P(id), P((short)project.Status), P(project.AuthorId), P(Shapes.Bytes(project.Area)), P(ProjectSettingsJson.Write(project.Settings)),
                P(project.Created.UtcDateTime), P(project.Updated.UtcDateTime)),
            cancellationToken).ConfigureAwait(false);
        var numbers = tasks.Select(task => task.Task.Id.Number).ToArray();
        await RunAsync(
            connection,
            Command(ProjectSql.InsertTasks, P(id), P(numbers), P(tasks.Select(task => (short)task.Task.State).ToArray()), P(project.Created.UtcDateTime)),
            cancellationToken).ConfigureAwait(false);
        await RunAsync(
            connection,
            Command(
                ProjectSql.InsertOutlines,
                P(id),
                P(numbers),
                P(tasks.Select(task => Shapes.Bytes(task.Outline.Shape)).ToArray()),
                Nullable(NpgsqlDbType.Array | NpgsqlDbType.Smallint, tasks.Select(task => (short?)task.Outline.Tile?.Zoom).ToArray()),
                Nullable(NpgsqlDbType.Array | NpgsqlDbType.Integer, tasks.Select(task => task.Outline.Tile?.X).ToArray()),
                Nullable(NpgsqlDbType.Array | NpgsqlDbType.Integer, tasks.Select(task => task.Outline.Tile?.Y).ToArray()),
                P(tasks.Select(task => task.Outline.IsSquare).ToArray()),
                Nullable(NpgsqlDbType.Array | NpgsqlDbType.Text, tasks.Select(task => task.Outline.Properties).ToArray())),
            cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<int> RunAsync(NpgsqlConnection connection, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        var batch = connection.CreateBatch();
        await using var disposal = batch.ConfigureAwait(false);
        batch.BatchCommands.Add(command);
        return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Project Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), (ProjectStatus)row.GetInt16(2), row.GetInt64(3), Shapes.Read(row.GetFieldValue<byte[]>(4)), ProjectSettingsJson.Read(row.GetString(5)))
    {
        Version = row.GetInt64(1),
        Created = row.Time(6),
        Updated = row.Time(7),
    };
}
