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

    /// <summary>Those of the next import, made when they get their first rows, but not before the schema is <paramref name="prepared"/>.</summary>
    internal static CopyTables Next(NpgsqlDataSource source, Task prepared) => new(
        new(CopySql.NextNodes, source, RawDataSql.CreateNodes, prepared),
        new(CopySql.NextLines, source, RawDataSql.CreateLines, prepared),
        new(CopySql.NextPolygons, source, RawDataSql.CreatePolygons, prepared),
        new(CopySql.NextRelations, source, RawDataSql.CreateRelations, prepared),
        new(CopySql.NextUnbuilt, source, RawDataSql.CreateUnbuilt, prepared),
        new(CopySql.NextWatched, source, RawDataSql.CreateWatched, prepared),
        new(CopySql.NextMembers, source, RawDataSql.CreateMembers, prepared),
        new(CopySql.NextProblems, source, RawDataSql.CreateProblems, prepared),
        new(CopySql.NextLocations, source, RawDataSql.CreateLocations, prepared));

    public void Dispose() => Array.ForEach([Nodes, Lines, Polygons, Relations, Unbuilt, Watched, Members, Problems, Locations], table => table.Dispose());
}
