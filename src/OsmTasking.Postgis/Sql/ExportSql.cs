namespace OsmTasking.Postgis.Sql;

/// <summary>What statements of exports are put together from: constants alone, with places for values.</summary>
internal static class ExportSql
{
    /// <summary>One state of the data for all tables. The lock comes before the first look: an import that swaps them waits until the export has ended.</summary>
    internal const string Begin =
        "lock table raw_data.nodes, raw_data.ways_line, raw_data.ways_poly, raw_data.relations in access share mode";

    internal const string Describe = "select source, imported_at, data_time, sequence from raw_data.import";

    /// <summary>A row travels as one value: what is in it is read from its bytes, without an object for each column.</summary>
    internal const string Nodes = """select row(osm_id, version, changeset, "timestamp", tags, geom) from raw_data.nodes where true""";
    internal const string Lines = """select row(osm_id, version, changeset, "timestamp", tags, geom) from raw_data.ways_line where true""";
    internal const string Polygons = """select row(osm_id, version, changeset, "timestamp", tags, geom) from raw_data.ways_poly where true""";
    internal const string Relations = """select row(osm_id, version, changeset, "timestamp", tags, geom) from raw_data.relations where true""";

    internal const string Explain = "explain (format json) ";

    internal const string AndId = " and osm_id = ";
    internal const string And = " and ";

    // {0} is the area. The functions bring the index condition along.
    internal const string Intersects = " and st_intersects(geom, {0}::geometry)";
    internal const string Within = " and st_coveredby(geom, {0}::geometry)";

    // {0} is a rectangle, {1} one that is certainly inside it: boxes are kept in single precision, and most features need no closer look.
    internal const string IntersectsBox = " and geom && {0}::geometry and (geom @ {1}::geometry or st_intersects(geom, {0}::geometry))";
    internal const string WithinBox = " and geom && {0}::geometry and (geom @ {1}::geometry or st_coveredby(geom, {0}::geometry))";

    internal const string HasKey = "tags ? {0}";
    internal const string HasAnyKey = "tags ?| {0}";
    internal const string HasTag = "tags @> {0}";
    internal const string HasOneOf = "(tags ? {0} and tags ->> {0} = any({1}))";

    internal const string IsPoint = "geometrytype(geom) = 'POINT'";
    internal const string IsLine = "geometrytype(geom) in ('LINESTRING', 'MULTILINESTRING')";
    internal const string IsPolygon = "geometrytype(geom) in ('POLYGON', 'MULTIPOLYGON')";
    internal const string IsNoPolygon = "geometrytype(geom) not in ('POLYGON', 'MULTIPOLYGON')";
    internal const string IsCollection = "geometrytype(geom) = 'GEOMETRYCOLLECTION'";
    internal const string True = "true";
    internal const string False = "false";
}
