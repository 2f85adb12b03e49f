using Npgsql;
using OsmTasking.Core;
using OsmTasking.Core.Access;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>Roles at the extraction service, in PostgreSQL.</summary>
public sealed class PostgisServiceRoleStore(NpgsqlDataSource source) : IServiceRoleStore
{
    /// <inheritdoc/>
    public async ValueTask<ServiceRole?> FindAsync(long osmId, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading a role", ServiceSql.FindRole, Read, cancellationToken, P(osmId)).ConfigureAwait(false) is [var holder] ? holder.Role : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RoleHolder>> ListAsync(int skip, int take, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading roles", ServiceSql.ListRoles, Read, cancellationToken, P((long)skip), P((long)take)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> AddAsync(RoleHolder holder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(holder);
        return await source.ExecuteAsync("Adding a role", ServiceSql.AddRole, cancellationToken, P(holder.OsmId), P((short)holder.Role)).ConfigureAwait(false) == 1;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReplaceAsync(long osmId, RoleHolder holder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(holder);
        try
        {
            return await source.ExecuteAsync(
                "Replacing a role", ServiceSql.ReplaceRole, cancellationToken, P(osmId), P(holder.OsmId), P((short)holder.Role)).ConfigureAwait(false) == 1;
        }
        catch (StoreException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false; // Given to the other user at the same moment.
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RoleHolder?> RemoveAsync(long osmId, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Removing a role", ServiceSql.RemoveRole, Read, cancellationToken, P(osmId)).ConfigureAwait(false) is [var holder] ? holder : null;

    private static RoleHolder Read(NpgsqlDataReader row) => new(row.GetInt64(0), (ServiceRole)row.GetInt16(1));
}
