using Npgsql;
using OsmTasking.Postgis.Sql;

namespace OsmTasking.Postgis.RawData;

/// <summary>The tables of OSM data: those of the next import, or those that are read.</summary>
internal sealed record CopyTables(
    CopyTable Nodes, CopyTable Lines, CopyTable Polygons, CopyTable Relations, CopyTable Unbuilt, CopyTable Watched, CopyTable Members, CopyTable Problems, CopyTable Locations) : IDisposable
{
    internal static readonly CopyTables Live = new(
        new("copy raw_data.nodes from stdin (format binary)"),
        new("copy raw_data.ways_line from stdin (format binary)"),
        new("copy raw_data.ways_poly from stdin (format binary)"),
        new("copy raw_data.relations from stdin (format binary)"),
        new("copy raw_data.unbuilt from stdin (format binary)"),
        new("copy raw_data.watched from stdin (format binary)"),
        new("copy raw_data.members from stdin (format binary)"),
        new("copy raw_data.problems from stdin (format binary)"),
        new("copy raw_data.locations from stdin (format binary)"));

    internal static CopyTables Next(NpgsqlDataSource source) => new(
        new("copy raw_data_next.nodes from stdin (format binary, freeze)", source, RawDataSql.CreateNodes),
        new("copy raw_data_next.ways_line from stdin (format binary, freeze)", source, RawDataSql.CreateLines),
        new("copy raw_data_next.ways_poly from stdin (format binary, freeze)", source, RawDataSql.CreatePolygons),
        new("copy raw_data_next.relations from stdin (format binary, freeze)", source, RawDataSql.CreateRelations),
        new("copy raw_data_next.unbuilt from stdin (format binary, freeze)", source, RawDataSql.CreateUnbuilt),
        new("copy raw_data_next.watched from stdin (format binary, freeze)", source, RawDataSql.CreateWatched),
        new("copy raw_data_next.members from stdin (format binary, freeze)", source, RawDataSql.CreateMembers),
        new("copy raw_data_next.problems from stdin (format binary, freeze)", source, RawDataSql.CreateProblems),
        new("copy raw_data_next.locations from stdin (format binary, freeze)", source, RawDataSql.CreateLocations));

    public void Dispose() => Array.ForEach([Nodes, Lines, Polygons, Relations, Unbuilt, Watched, Members, Problems, Locations], table => table.Dispose());
}
