using OsmTasking.Extraction.Blocks;
using OsmTasking.Postgis.Sql;

namespace OsmTasking.Postgis.RawData;

/// <summary>A table, and what it needs once it has its rows.</summary>
/// <param name="Table">The table.</param>
/// <param name="Indexes">Its indexes, which are made side by side, and about how long each takes: ms for a MB of rows.</param>
/// <param name="Last">What comes after all of them.</param>
internal sealed record IndexedTable(CopyTable Table, (string Statement, int Pace)[] Indexes, string? Last = null)
{
    private int _missing = Indexes.Length;

    internal int Statements => Indexes.Length + (Last is null ? 0 : 1);

    /// <summary>Tells, each time an index is there, whether none is missing any more.</summary>
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
            [Feature(tables.Nodes, RawDataSql.Nodes), Update(tables.Locations, RawDataSql.Locations)],
            [Feature(tables.Lines, RawDataSql.Lines), Feature(tables.Polygons, RawDataSql.Polygons)],
            [Feature(tables.Relations, RawDataSql.Relations)],
            [
                Update(tables.Members, RawDataSql.Members), Update(tables.Watched, RawDataSql.Watched),
                Update(tables.Unbuilt, RawDataSql.Unbuilt), Update(tables.Problems, RawDataSql.Problems),
            ]);

        IndexedTable Feature(CopyTable table, FeatureTable sql)
        {
            (string, int)[] always = [(sql.Shapes, 8), (sql.Key, 1)];
            return new(table, options.TagIndexes ? [(sql.Tags, 12), .. always] : always, sql.PrimaryKey);
        }

        IndexedTable Update(CopyTable table, string index) => new(table, options.Updatable ? [(index, 5)] : []);
    }
}
