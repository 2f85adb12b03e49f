using OsmTasking.Extraction.Blocks;
using OsmTasking.Postgis.Sql;

namespace OsmTasking.Postgis.RawData;

/// <summary>A table, and what it needs once it has its rows, one after another.</summary>
internal readonly record struct IndexedTable(CopyTable Table, string[] Statements);

/// <summary>What the tables of an import need, by the kind of objects after which each has its rows.</summary>
internal sealed record IndexPlan(IndexedTable[] Nodes, IndexedTable[] Ways, IndexedTable[] Relations, IndexedTable[] Rest)
{
    /// <summary>Gets how many statements there are in all.</summary>
    internal int Statements => new[] { Nodes, Ways, Relations, Rest }.Sum(tables => tables.Sum(table => table.Statements.Length));

    internal IndexedTable[] this[OsmKinds kind] => kind switch
    {
        OsmKinds.Nodes => Nodes,
        OsmKinds.Ways => Ways,
        _ => Relations,
    };

    /// <summary>The larger tables first, so that no core idles at the end.</summary>
    internal static IndexPlan Of(CopyTables tables, RawDataOptions options)
    {
        return new(
            [new(tables.Nodes, Feature(RawDataSql.Nodes, RawDataSql.NodeTags)), new(tables.Locations, Update(RawDataSql.Locations))],
            [new(tables.Polygons, Feature(RawDataSql.Polygons, RawDataSql.PolygonTags)), new(tables.Lines, Feature(RawDataSql.Lines, RawDataSql.LineTags))],
            [new(tables.Relations, Feature(RawDataSql.Relations, RawDataSql.RelationTags))],
            [
                new(tables.Members, Update(RawDataSql.Members)), new(tables.Watched, Update(RawDataSql.Watched)),
                new(tables.Unbuilt, Update(RawDataSql.Unbuilt)), new(tables.Problems, Update(RawDataSql.Problems)),
            ]);

        string[] Feature(string[] statements, string tags) => options.TagIndexes ? [.. statements, tags] : statements;

        string[] Update(string statement) => options.Updatable ? [statement] : [];
    }
}
