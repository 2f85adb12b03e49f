namespace OsmTasking.Postgis.Sql;

/// <summary>The statements that fill the tables of OSM data: those of the next import, or those that are read.</summary>
internal sealed record CopyStatements(
    string Nodes, string Lines, string Polygons, string Relations, string Unbuilt, string Watched, string Members, string Problems, string Locations)
{
    internal static readonly CopyStatements Next = new(
        "copy raw_data_next.nodes from stdin (format binary)",
        "copy raw_data_next.ways_line from stdin (format binary)",
        "copy raw_data_next.ways_poly from stdin (format binary)",
        "copy raw_data_next.relations from stdin (format binary)",
        "copy raw_data_next.unbuilt from stdin (format binary)",
        "copy raw_data_next.watched from stdin (format binary)",
        "copy raw_data_next.members from stdin (format binary)",
        "copy raw_data_next.problems from stdin (format binary)",
        "copy raw_data_next.locations from stdin (format binary)");

    internal static readonly CopyStatements Live = new(
        "copy raw_data.nodes from stdin (format binary)",
        "copy raw_data.ways_line from stdin (format binary)",
        "copy raw_data.ways_poly from stdin (format binary)",
        "copy raw_data.relations from stdin (format binary)",
        "copy raw_data.unbuilt from stdin (format binary)",
        "copy raw_data.watched from stdin (format binary)",
        "copy raw_data.members from stdin (format binary)",
        "copy raw_data.problems from stdin (format binary)",
        "copy raw_data.locations from stdin (format binary)");
}
