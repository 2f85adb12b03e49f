using Npgsql;
using OsmTasking.Core.Tasks;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>What transitions left to be told, in PostgreSQL.</summary>
public sealed class PostgisOutbox(NpgsqlDataSource source) : IOutbox
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<OutboxEntry>> ReadAsync(int most, CancellationToken cancellationToken = default) => await source.QueryAsync(
        "Reading the outbox", JobSql.ReadOutbox, row => new OutboxEntry(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<int[]>(2)), cancellationToken,
        P((long)most)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var project in entries.GroupBy(entry => entry.ProjectId))
        {
            await source.ExecuteAsync(
                "Emptying the outbox", JobSql.DeleteOutbox, cancellationToken, P(project.Key), P(project.Select(entry => entry.Id).ToArray())).ConfigureAwait(false);
        }
    }
}
