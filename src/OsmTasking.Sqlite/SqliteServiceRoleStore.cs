using Microsoft.Data.Sqlite;
using OsmTasking.Core.Access;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Roles at the extraction service, in a SQLite file.</summary>
public sealed class SqliteServiceRoleStore(SqliteDatabase database) : IServiceRoleStore
{
    /// <inheritdoc/>
    public ValueTask<ServiceRole?> FindAsync(long osmId, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading a role", connection => connection.Query(Read, ServiceSql.FindRole, osmId) is [var holder] ? holder.Role : (ServiceRole?)null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RoleHolder>> ListAsync(int skip, int take, CancellationToken cancellationToken = default) => database.ReadAsync<IReadOnlyList<RoleHolder>>(
        "Reading roles", connection => connection.Query(Read, ServiceSql.ListRoles, skip, take), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> AddAsync(RoleHolder holder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(holder);
        return database.WriteAsync("Adding a role", connection => (connection.Execute(ServiceSql.AddRole, holder.OsmId, (int)holder.Role) == 1, true), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReplaceAsync(long osmId, RoleHolder holder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(holder);
        return database.WriteAsync(
            "Replacing a role", connection => (connection.Execute(ServiceSql.ReplaceRole, osmId, holder.OsmId, (int)holder.Role) == 1, true), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RoleHolder?> RemoveAsync(long osmId, CancellationToken cancellationToken = default) => database.WriteAsync(
        "Removing a role",
        connection =>
        {
            var found = connection.Query(Read, ServiceSql.FindRole, osmId) is [var holder] ? holder : null;
            connection.Execute(ServiceSql.RemoveRole, osmId);
            return (found, true);
        },
        cancellationToken);

    private static RoleHolder Read(SqliteDataReader row) => new(row.GetInt64(0), (ServiceRole)row.GetInt32(1));
}
