using System.Text.Json;
using Microsoft.Data.Sqlite;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Projects in a SQLite file.</summary>
public sealed class SqliteProjectStore(SqliteDatabase database) : IProjectStore
{
    /// <inheritdoc/>
    public ValueTask<long> CreateAsync(Project project, IReadOnlyList<NewTask> tasks, ProjectKey? once = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(tasks);
        return database.WriteAsync(
            "Creating a project",
            connection => once is not null && connection.Scalar(ProjectSql.FindKey, once.MapperId, once.Key) is { } earlier
                ? (earlier, false)
                : (Insert(connection, project, tasks, once), true),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Project?> FindAsync(long id, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading a project", connection => connection.Query(Read, ProjectSql.Find, id) is [var project] ? project : null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Project>> ListAsync(IReadOnlyList<ProjectStatus> statuses, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<Project>>(
            "Listing projects",
            connection => connection.Query(Read, ProjectSql.List, JsonSerializer.Serialize(statuses.Select(status => (int)status))),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> TrySaveAsync(Project project, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        return database.WriteAsync(
            "Saving a project",
            connection => (connection.Execute(
                ProjectSql.Update, project.Id, project.Version, (int)project.Status, ProjectSettingsJson.Write(project.Settings), project.Updated.UtcTicks) == 1, true),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(long id, CancellationToken cancellationToken = default) => database.WriteAsync(
        "Deleting a project", connection => (Delete(connection, id), true), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<long, ProjectProgress>> ProgressAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyDictionary<long, ProjectProgress>>(
            "Counting tasks",
            connection =>
            {
                var counts = new Dictionary<long, int[]>();
                foreach (var (id, state, count) in connection.Query(
                    row => (row.GetInt64(0), row.Long(1), row.GetInt32(2)), ProjectSql.Progress, JsonSerializer.Serialize(ids)))
                {
                    counts.TryAdd(id, new int[8]);
                    counts[id][state ?? 0] += count;
                }

                return counts.ToDictionary(entry => entry.Key, entry => ProjectProgress.Of(entry.Value));
            },
            cancellationToken);

    private static bool Delete(SqliteConnection connection, long id)
    {
        connection.Execute(ProjectSql.FreeHolders, id);
        return connection.Execute(ProjectSql.Delete, id) == 1;
    }

    private static long Insert(SqliteConnection connection, Project project, IReadOnlyList<NewTask> tasks, ProjectKey? once)
    {
        var id = connection.Scalar(
            ProjectSql.Insert, (int)project.Status, project.AuthorId, Rows.Bytes(project.Area), ProjectSettingsJson.Write(project.Settings),
            project.Created.UtcTicks, project.Updated.UtcTicks)!.Value;
        if (once is not null)
        {
            connection.Execute(ProjectSql.InsertKey, once.MapperId, once.Key, id);
        }

        connection.Execute(TaskSql.NextChange);
        using var insertTask = new PreparedRow(connection, TaskSql.Insert, TaskRows.TaskValues);
        using var insertOutline = new PreparedRow(connection, TaskSql.InsertOutline, TaskRows.OutlineValues);
        foreach (var (task, outline) in tasks)
        {
            insertTask.Execute(TaskRows.Values(id, task));
            insertOutline.Execute(TaskRows.Values(id, outline));
        }

        return id;
    }

    private static Project Read(SqliteDataReader row) =>
        new(row.GetInt64(0), (ProjectStatus)row.GetInt32(2), row.GetInt64(3), row.Shape(4), ProjectSettingsJson.Read(row.GetString(5)))
        {
            Version = row.GetInt64(1),
            Created = row.Time(6),
            Updated = row.Time(7),
        };
}
