using Npgsql;
using OsmTasking.Postgis.Sql;

namespace OsmTasking.Postgis.RawData;

/// <summary>The tables of OSM data: those of the next import, or those that are read.</summary>
internal sealed record CopyTables(
    CopyTable Nodes, CopyTable Lines, CopyTable Polygons, CopyTable Relations, CopyTable Unbuilt, CopyTable Watched, CopyTable Members, CopyTable Problems, CopyTable Locations) : IDisposable
{
    internal static readonly CopyTables Live = new(
        new(CopySql.Nodes),
        new(CopySql.Lines),
        new(CopySql.Polygons),
        new(CopySql.Relations),
        new(CopySql.Unbuilt),
        new(CopySql.Watched),
        new(CopySql.Members),
        new(CopySql.Problems),
        new(CopySql.Locations));

    internal static CopyTables Next(NpgsqlDataSource source) => new(
        new(CopySql.NextNodes, source, RawDataSql.CreateNodes),
        new(CopySql.NextLines, source, RawDataSql.CreateLines),
        new(CopySql.NextPolygons, source, RawDataSql.CreatePolygons),
        new(CopySql.NextRelations, source, RawDataSql.CreateRelations),
        new(CopySql.NextUnbuilt, source, RawDataSql.CreateUnbuilt),
        new(CopySql.NextWatched, source, RawDataSql.CreateWatched),
        new(CopySql.NextMembers, source, RawDataSql.CreateMembers),
        new(CopySql.NextProblems, source, RawDataSql.CreateProblems),
        new(CopySql.NextLocations, source, RawDataSql.CreateLocations));

    public void Dispose() => Array.ForEach([Nodes, Lines, Polygons, Relations, Unbuilt, Watched, Members, Problems, Locations], table => table.Dispose());
}
