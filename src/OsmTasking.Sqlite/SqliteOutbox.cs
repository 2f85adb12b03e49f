using System.Text.Json;
using OsmTasking.Core.Tasks;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>What transitions left to be told, in a SQLite file.</summary>
public sealed class SqliteOutbox(SqliteDatabase database) : IOutbox
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboxEntry>> ReadAsync(int most, CancellationToken cancellationToken = default) => database.ReadAsync<IReadOnlyList<OutboxEntry>>(
        "Reading the outbox",
        connection => connection.Query(
            row => new OutboxEntry(row.GetInt64(0), row.GetInt64(1), JsonSerializer.Deserialize<int[]>(row.GetString(2)) ?? []), JobSql.ReadOutbox, most),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        await database.WriteAsync(
            "Emptying the outbox",
            connection =>
            {
                using var delete = new PreparedRow(connection, JobSql.DeleteOutbox, parameters: 2);
                foreach (var entry in entries)
                {
                    delete.Execute(entry.ProjectId, entry.Id);
                }

                return (entries.Count, true);
            },
            cancellationToken).ConfigureAwait(false);
    }
}
