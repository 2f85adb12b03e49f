using Npgsql;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis.RawData;

/// <summary>The pages of locations that an update reads and changes.</summary>
internal sealed class StoredLocations(NpgsqlConnection connection)
{
    private readonly Dictionary<long, SortedDictionary<long, OsmLocation>> _pages = [];
    private readonly HashSet<long> _changed = [];

    /// <summary>Reads the pages of some nodes, unless they are read already.</summary>
    internal async Task LoadAsync(IEnumerable<long> nodes, CancellationToken cancellationToken)
    {
        var pages = nodes.Select(LocationPages.PageOf).Where(page => !_pages.ContainsKey(page)).Distinct().ToArray();
        foreach (var page in pages)
        {
            _pages[page] = [];
        }

        await connection.EachAsync(UpdateSql.Pages, row => _pages[row.GetInt64(0)] = LocationPages.Read(row.GetInt64(0), row.GetFieldValue<byte[]>(1)), cancellationToken, P(pages)).ConfigureAwait(false);
    }

    /// <summary>Tells where a node is; its page must be loaded.</summary>
    internal OsmLocation? Find(long node) => _pages[LocationPages.PageOf(node)].TryGetValue(node, out var place) ? place : null;

    /// <summary>Puts a node somewhere, or takes it away.</summary>
    internal void Set(long node, OsmLocation? place)
    {
        var page = LocationPages.PageOf(node);
        _changed.Add(page);
        if (place is { } found)
        {
            _pages[page][node] = found;
        }
        else
        {
            _pages[page].Remove(node);
        }
    }

    internal async Task SaveAsync(CancellationToken cancellationToken)
    {
        await connection.RunAsync(UpdateSql.TakePages, cancellationToken, P<long[]>([.. _changed])).ConfigureAwait(false);
        using var copy = new CopyStream(null, CopyStatements.Live.Locations);
        foreach (var page in _changed.Where(page => _pages[page].Count > 0))
        {
            LocationPages.Copy(page, _pages[page], copy);
        }

        copy.CompleteOn(connection);
    }
}
