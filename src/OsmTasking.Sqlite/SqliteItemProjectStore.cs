using Microsoft.Data.Sqlite;
using OsmTasking.Core.Items;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Item projects and quadkey priorities in a SQLite file.</summary>
public sealed class SqliteItemProjectStore(SqliteDatabase database) : IItemProjectStore
{
    /// <inheritdoc/>
    public ValueTask<ItemProject?> CreateAsync(ItemProject project, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        return database.WriteAsync<ItemProject?>(
            "Creating an item project",
            connection => connection.Scalar(
                ItemProjectSql.Create, ItemRows.Key(project.Key), project.Name, project.OwnerId, project.QuadkeySet, project.Metadata, project.Archived,
                ItemProjectSettingsJson.Write(project.Settings), project.Created.UtcTicks, project.Updated.UtcTicks) is { } id
                ? (connection.Query(Read, ItemProjectSql.Find, id)[0], true)
                : (null, false),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ItemProject?> FindAsync(Guid key, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading an item project", connection => connection.Query(Read, ItemProjectSql.FindKey, ItemRows.Key(key)) is [var project] ? project : null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ItemProject?> FindAsync(long id, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading an item project", connection => connection.Query(Read, ItemProjectSql.Find, id) is [var project] ? project : null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ItemProject>> ListAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<ItemProject>>("Listing item projects", connection => connection.Query(Read, ItemProjectSql.List), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ItemProjectSave> TrySaveAsync(ItemProject project, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        return database.WriteAsync(
            "Saving an item project",
            connection =>
            {
                if (connection.Scalar(ItemProjectSql.NameTaken, project.Name, project.Id) is not null)
                {
                    return (ItemProjectSave.NameTaken, false);
                }

                if (connection.Execute(
                    ItemProjectSql.Save, project.Id, project.Version, project.Name, project.OwnerId, project.QuadkeySet, project.Metadata, project.Archived,
                    ItemProjectSettingsJson.Write(project.Settings), project.Updated.UtcTicks) == 0)
                {
                    return (ItemProjectSave.Conflict, false);
                }

                Reorder(connection, project.Id, string.Empty);
                return (ItemProjectSave.Saved, true);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, QuadkeyPriority>> PrioritiesAsync(string? set, string within, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyDictionary<string, QuadkeyPriority>>(
            "Reading priorities",
            connection => connection.Query(ReadPriority, ItemProjectSql.Priorities, set ?? string.Empty, within).ToDictionary(entry => entry.Quadkey, StringComparer.Ordinal),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<QuadkeyPriority> SetPriorityAsync(string? set, string quadkey, double priority, CancellationToken cancellationToken = default) => database.WriteAsync(
        "Setting a priority",
        connection =>
        {
            var written = connection.Query(ReadPriority, ItemProjectSql.SetPriority, set ?? string.Empty, quadkey, priority)[0];
            foreach (var id in connection.Query(row => row.GetInt64(0), ItemProjectSql.ProjectsOfSet, set ?? string.Empty))
            {
                Reorder(connection, id, quadkey);
            }

            return (written, true);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> TryUseAsync(long projectId, long mapperId, ItemUse kind, DateTimeOffset since, int most, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            "Counting a use",
            connection => (connection.Execute(ItemProjectSql.Use, projectId, mapperId, (int)kind, since.UtcTicks, most) == 1, true),
            cancellationToken);

    private static void Reorder(SqliteConnection connection, long projectId, string within)
    {
        foreach (var cell in connection.Query(row => row.GetString(0), ItemProjectSql.Cells, projectId, within))
        {
            connection.Execute(ItemProjectSql.Reorder, projectId, cell, ItemRows.Priority(connection, projectId, cell));
        }
    }

    private static QuadkeyPriority ReadPriority(SqliteDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetDouble(2));

    private static ItemProject Read(SqliteDataReader row) => new(row.GetInt64(0), Guid.Parse(row.GetString(1)), row.GetString(2), row.GetInt64(4))
    {
        Version = row.GetInt64(3),
        QuadkeySet = row.Text(5),
        Metadata = row.GetString(6),
        Archived = row.GetBoolean(7),
        Settings = ItemProjectSettingsJson.Read(row.GetString(8)),
        Created = row.Time(9),
        Updated = row.Time(10),
    };
}
