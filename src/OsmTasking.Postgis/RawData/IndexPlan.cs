using OsmTasking.Extraction.Blocks;
using OsmTasking.Postgis.Sql;

namespace OsmTasking.Postgis.RawData;

/// <summary>A table, and what it needs once it has its rows.</summary>
/// <param name="Table">The table.</param>
/// <param name="Indexes">Its indexes, which are made side by side, and about how long each takes: ms for a MB of rows.</param>
/// <param name="Last">What comes after all of them, one after another.</param>
internal sealed record IndexedTable(CopyTable Table, (string Statement, int Pace)[] Indexes, string[] Last)
{
    /// <summary>About how long what comes last takes, ms for a MB of rows.</summary>
    internal const int LastPace = 1;

    private int _missing = 1 + Indexes.Length;

    internal int Statements => Indexes.Length + Last.Length;

    /// <summary>Tells, when its rows are there and each time an index is, whether nothing is missing any more.</summary>
    internal bool HasAll() => Interlocked.Decrement(ref _missing) == 0;
}

/// <summary>What the tables of an import need, by the kind of objects after which each has its rows.</summary>
internal sealed record IndexPlan(IndexedTable[] Nodes, IndexedTable[] Ways, IndexedTable[] Relations, IndexedTable[] Rest)
{
    internal IEnumerable<IndexedTable> Tables => [.. Nodes, .. Ways, .. Relations, .. Rest];

    internal IndexedTable[] this[OsmKinds kind] => kind switch
    {
        OsmKinds.Nodes => Nodes,
        OsmKinds.Ways => Ways,
        _ => Relations,
    };

    internal static IndexPlan Of(CopyTables tables, RawDataOptions options)
    {
        return new(
            [Feature(tables.Nodes, RawDataSql.NodeTags, RawDataSql.Nodes, RawDataSql.NodesLast), Update(tables.Locations, RawDataSql.Locations)],
            [Feature(tables.Lines, RawDataSql.LineTags, RawDataSql.Lines, RawDataSql.LinesLast), Feature(tables.Polygons, RawDataSql.PolygonTags, RawDataSql.Polygons, RawDataSql.PolygonsLast)],
            [Feature(tables.Relations, RawDataSql.RelationTags, RawDataSql.Relations, RawDataSql.RelationsLast)],
            [
                Update(tables.Members, RawDataSql.Members), Update(tables.Watched, RawDataSql.Watched),
                Update(tables.Unbuilt, RawDataSql.Unbuilt), Update(tables.Problems, RawDataSql.Problems),
            ]);

        IndexedTable Feature(CopyTable table, string tags, (string Shapes, string Key) indexes, string[] last)
        {
            (string, int)[] always = [(indexes.Shapes, 8), (indexes.Key, 1)];
            return new(table, options.TagIndexes ? [(tags, 12), .. always] : always, last);
        }

        IndexedTable Update(CopyTable table, string index) => new(table, options.Updatable ? [(index, 5)] : [], []);
    }
}
