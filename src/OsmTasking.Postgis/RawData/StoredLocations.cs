using Npgsql;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis.RawData;

/// <summary>The pages of locations that an update reads and changes.</summary>
internal sealed class StoredLocations(NpgsqlConnection connection)
{
    private readonly Dictionary<long, LocationPage> _pages = [];
    private readonly HashSet<long> _changed = [];

    /// <summary>Reads the pages of some nodes, unless they are read already.</summary>
    internal async Task LoadAsync(IEnumerable<long> nodes, CancellationToken cancellationToken)
    {
        var pages = nodes.Select(LocationPage.NumberOf).Where(page => !_pages.ContainsKey(page)).Distinct().ToArray();
        foreach (var page in pages)
        {
            _pages[page] = new();
        }

        await connection.EachAsync(UpdateSql.Pages, row => _pages[row.GetInt64(0)] = LocationPage.Read(row.GetFieldValue<byte[]>(1)), cancellationToken, P(pages)).ConfigureAwait(false);
    }

    /// <summary>Tells where a node is; its page must be loaded.</summary>
    internal OsmLocation? Find(long node) => _pages[LocationPage.NumberOf(node)].Find(node);

    /// <summary>Puts a node somewhere, or takes it away.</summary>
    internal void Set(long node, OsmLocation? place)
    {
        var page = LocationPage.NumberOf(node);
        _changed.Add(page);
        _pages[page].Set(node, place);
    }

    internal async Task SaveAsync(CancellationToken cancellationToken)
    {
        await connection.RunAsync(UpdateSql.TakePages, cancellationToken, P<long[]>([.. _changed])).ConfigureAwait(false);
        var copy = new LocationCopy(CopyTables.Live.Locations);
        foreach (var page in _changed.Where(page => _pages[page].Count > 0))
        {
            copy.Write(page, _pages[page]);
        }

        copy.CompleteOn(connection);
    }
}
