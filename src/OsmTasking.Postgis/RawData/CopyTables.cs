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

    /// <summary>Those of the next import, made when they get their first rows, but not before the schema in the database is <paramref name="prepared"/>.</summary>
    internal static CopyTables Next(Task<NpgsqlDataSource> prepared, bool updatable)
    {
        return new(
            new(CopySql.NextNodes, Open, RawDataSql.CreateNodes, RawDataSql.Nodes.Statistics),
            new(CopySql.NextLines(updatable), Open, RawDataSql.CreateLines, RawDataSql.Lines.Statistics),
            new(CopySql.NextPolygons(updatable), Open, RawDataSql.CreatePolygons, RawDataSql.Polygons.Statistics),
            new(CopySql.NextRelations(updatable), Open, RawDataSql.CreateRelations, RawDataSql.Relations.Statistics),
            new(CopySql.NextUnbuilt, Open, RawDataSql.CreateUnbuilt),
            new(CopySql.NextWatched, Open, RawDataSql.CreateWatched),
            new(CopySql.NextMembers, Open, RawDataSql.CreateMembers),
            new(CopySql.NextProblems, Open, RawDataSql.CreateProblems),
            new(CopySql.NextLocations, Open, RawDataSql.CreateLocations));

        NpgsqlConnection Open() => prepared.GetAwaiter().GetResult().OpenConnection();
    }

    public void Dispose() => Array.ForEach([Nodes, Lines, Polygons, Relations, Unbuilt, Watched, Members, Problems, Locations], table => table.Dispose());
}
