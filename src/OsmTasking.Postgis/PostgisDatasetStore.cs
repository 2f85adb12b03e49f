using Npgsql;
using OsmTasking.Extraction.Exports;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>Definitions of data sets, in PostgreSQL.</summary>
public sealed class PostgisDatasetStore(NpgsqlDataSource source) : IDatasetStore
{
    /// <inheritdoc/>
    public async ValueTask<long> AddAsync(string document, CancellationToken cancellationToken = default) =>
        (await source.QueryAsync("Adding a data set", ServiceSql.AddDataset, row => row.GetInt64(0), cancellationToken, P(document)).ConfigureAwait(false))[0];

    /// <inheritdoc/>
    public async ValueTask<Dataset?> FindAsync(long id, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading a data set", ServiceSql.FindDataset, Read, cancellationToken, P(id)).ConfigureAwait(false) is [var dataset] ? dataset : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Dataset>> ListAsync(CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading data sets", ServiceSql.ListDatasets, Read, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> ReplaceAsync(Dataset dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return await source.ExecuteAsync("Replacing a data set", ServiceSql.ReplaceDataset, cancellationToken, P(dataset.Id), P(dataset.Document)).ConfigureAwait(false) == 1;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(long id, CancellationToken cancellationToken = default) =>
        await source.ExecuteAsync("Removing a data set", ServiceSql.RemoveDataset, cancellationToken, P(id)).ConfigureAwait(false) == 1;

    private static Dataset Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1));
}
