using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core;
using OsmTasking.Core.Items;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>Item projects and quadkey priorities in PostgreSQL.</summary>
public sealed class PostgisItemProjectStore(NpgsqlDataSource source) : IItemProjectStore
{
    /// <inheritdoc/>
    public async ValueTask<ItemProject?> CreateAsync(ItemProject project, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        return await source.QueryAsync(
            "Creating an item project", ItemProjectSql.Create, row => row.GetInt64(0), cancellationToken,
            P(project.Key), P(project.Name), P(project.OwnerId), Nullable(NpgsqlDbType.Text, project.QuadkeySet), P(project.Metadata), P(project.Archived),
            P(ItemProjectSettingsJson.Write(project.Settings)), P(project.Created.UtcDateTime), P(project.Updated.UtcDateTime)).ConfigureAwait(false) is [var id]
            ? await FindAsync(id, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<ItemProject?> FindAsync(Guid key, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading an item project", ItemProjectSql.FindKey, Read, cancellationToken, P(key)).ConfigureAwait(false) is [var project] ? project : null;

    /// <inheritdoc/>
    public async ValueTask<ItemProject?> FindAsync(long id, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading an item project", ItemProjectSql.Find, Read, cancellationToken, P(id)).ConfigureAwait(false) is [var project] ? project : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ItemProject>> ListAsync(CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Listing item projects", ItemProjectSql.List, Read, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<ItemProjectSave> TrySaveAsync(ItemProject project, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        try
        {
            if (await source.ExecuteAsync(
                "Saving an item project", ItemProjectSql.Save, cancellationToken, P(project.Id), P(project.Version), P(project.Name), P(project.OwnerId),
                Nullable(NpgsqlDbType.Text, project.QuadkeySet), P(project.Metadata), P(project.Archived), P(ItemProjectSettingsJson.Write(project.Settings)),
                P(project.Updated.UtcDateTime)).ConfigureAwait(false) == 0)
            {
                return ItemProjectSave.Conflict;
            }

            await source.ExecuteAsync("Ordering items", ItemProjectSql.ReorderAll, cancellationToken, P(project.Id)).ConfigureAwait(false);
            return ItemProjectSave.Saved;
        }
        catch (StoreException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return ItemProjectSave.NameTaken;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, QuadkeyPriority>> PrioritiesAsync(string? set, string within, CancellationToken cancellationToken = default) =>
        (await source.QueryAsync("Reading priorities", ItemProjectSql.Priorities, ReadPriority, cancellationToken, P(set ?? string.Empty), P(within)).ConfigureAwait(false))
            .ToDictionary(entry => entry.Quadkey, StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<QuadkeyPriority> SetPriorityAsync(string? set, string quadkey, double priority, CancellationToken cancellationToken = default)
    {
        var name = set ?? string.Empty;
        var written = (await source.QueryAsync(
            "Setting a priority", ItemProjectSql.SetPriority, ReadPriority, cancellationToken, P(name), P(quadkey), P(priority)).ConfigureAwait(false))[0];
        foreach (var id in await source.QueryAsync("Listing item projects", ItemProjectSql.ProjectsOfSet, row => row.GetInt64(0), cancellationToken, P(name)).ConfigureAwait(false))
        {
            await source.ExecuteAsync("Ordering items", ItemProjectSql.Reorder, cancellationToken, P(id), P(quadkey)).ConfigureAwait(false);
        }

        return written;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryUseAsync(long projectId, long mapperId, ItemUse kind, DateTimeOffset since, int most, CancellationToken cancellationToken = default) =>
        await source.ExecuteAsync(
            "Counting a use", ItemProjectSql.Use, cancellationToken, P(projectId), P(mapperId), P((short)kind), P(since.UtcDateTime), P(most)).ConfigureAwait(false) == 1;

    private static QuadkeyPriority ReadPriority(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetDouble(2));

    private static ItemProject Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetInt64(4))
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
