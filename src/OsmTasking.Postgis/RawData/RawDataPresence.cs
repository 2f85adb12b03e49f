using Npgsql;
using OsmTasking.Postgis.Sql;

namespace OsmTasking.Postgis.RawData;

/// <summary>Whether OSM data have been imported at all.</summary>
internal static class RawDataPresence
{
    /// <summary>Tells whether a database has imported data: without, their tables are not there to be asked.</summary>
    internal static async ValueTask<bool> HasRawDataAsync(this NpgsqlDataSource source, CancellationToken cancellationToken) =>
        (await source.QueryAsync("Looking for imported data", RawDataSql.Exists, row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];
}
