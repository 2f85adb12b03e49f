namespace OsmTasking.Postgis.Sql;

/// <summary>The statements that fill the tables of OSM data: those that are read, and those of the next import, which are new in their transaction (freeze).</summary>
internal static class CopySql
{
    /// <summary>In the order in which <c>CopyLane</c> writes them.</summary>
    private const string Columns = "osm_id, uid, changeset, \"timestamp\", version, \"user\", tags";

    /// <summary>Named, although new tables would know it (their default): in those of earlier imports it has none.</summary>
    private const string All = $"osm_type, {Columns}";

    internal const string Nodes = $"copy raw_data.nodes ({All}, geom) from stdin (format binary)";

    internal const string Lines = $"copy raw_data.ways_line ({All}, geom, refs) from stdin (format binary)";

    internal const string Polygons = $"copy raw_data.ways_poly ({All}, geom, refs) from stdin (format binary)";

    internal const string Relations = $"copy raw_data.relations ({All}, geom, refs) from stdin (format binary)";

    internal const string Unbuilt = $"copy raw_data.unbuilt ({All}, refs) from stdin (format binary)";

    internal const string Watched = "copy raw_data.watched from stdin (format binary)";

    internal const string Members = "copy raw_data.members from stdin (format binary)";

    internal const string Problems = "copy raw_data.problems from stdin (format binary)";

    internal const string Locations = "copy raw_data.locations from stdin (format binary)";

    internal const string NextUnbuilt = $"copy raw_data_next.unbuilt ({All}, refs) from stdin (format binary, freeze)";

    internal const string NextWatched = "copy raw_data_next.watched from stdin (format binary, freeze)";

    internal const string NextMembers = "copy raw_data_next.members from stdin (format binary, freeze)";

    internal const string NextProblems = "copy raw_data_next.problems from stdin (format binary, freeze)";

    internal const string NextLocations = "copy raw_data_next.locations from stdin (format binary, freeze)";

    internal static readonly string NextNodes = Next("nodes", parts: false);

    internal static string NextLines(bool updatable) => Next("ways_line", updatable);

    internal static string NextPolygons(bool updatable) => Next("ways_poly", updatable);

    internal static string NextRelations(bool updatable) => Next("relations", updatable);

    private static string Next(string table, bool parts) => $"copy raw_data_next.{table} ({Columns}, geom{(parts ? ", refs" : "")}) from stdin (format binary, freeze)";
}
