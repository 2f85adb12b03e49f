using Microsoft.Data.Sqlite;
using OsmTasking.Extraction.Exports;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Definitions of data sets, in a SQLite file.</summary>
public sealed class SqliteDatasetStore(SqliteDatabase database) : IDatasetStore
{
    /// <inheritdoc/>
    public ValueTask<long> AddAsync(string document, CancellationToken cancellationToken = default) => database.WriteAsync(
        "Adding a data set",
        connection =>
        {
            connection.Execute(ServiceSql.AddDataset, document);
            return (connection.Scalar(ServiceSql.LastId)!.Value, true);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Dataset?> FindAsync(long id, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading a data set", connection => connection.Query(Read, ServiceSql.FindDataset, id) is [var dataset] ? dataset : null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Dataset>> ListAsync(CancellationToken cancellationToken = default) => database.ReadAsync<IReadOnlyList<Dataset>>(
        "Reading data sets", connection => connection.Query(Read, ServiceSql.ListDatasets), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ReplaceAsync(Dataset dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return database.WriteAsync(
            "Replacing a data set", connection => (connection.Execute(ServiceSql.ReplaceDataset, dataset.Id, dataset.Document) == 1, true), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(long id, CancellationToken cancellationToken = default) => database.WriteAsync(
        "Removing a data set", connection => (connection.Execute(ServiceSql.RemoveDataset, id) == 1, true), cancellationToken);

    private static Dataset Read(SqliteDataReader row) => new(row.GetInt64(0), row.GetString(1));
}
