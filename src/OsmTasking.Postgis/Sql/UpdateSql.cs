namespace OsmTasking.Postgis.Sql;

/// <summary>What an update of the OSM data reads, and what it takes away before it writes anew.</summary>
internal static class UpdateSql
{
    /// <summary>Goes with the transaction; the same turn as that of an import.</summary>
    internal const string TakeTurn = "select pg_try_advisory_xact_lock(7246309114210853)";

    internal const string Position = "select sequence, data_time, url, updatable from raw_data.import";

    /// <summary>$1 sequence, $2 time of the data; each null leaves what is there. Counts the features anew as far as they changed: $3 more.</summary>
    internal const string Move = "update raw_data.import set sequence = coalesce($1, sequence), data_time = coalesce($2, data_time), features = features + $3";

    /// <summary>$1 pages.</summary>
    internal const string Pages = "select page, places from raw_data.locations where page = any($1)";

    /// <summary>$1 longitudes, $2 latitudes: the ways whose box has one of these points in it.</summary>
    internal const string WaysAt = """
        select w.osm_id from unnest($1::float8[], $2::float8[]) as p (lon, lat) join raw_data.ways_line w on w.geom && st_setsrid(st_makepoint(p.lon, p.lat), 4326)
        union
        select w.osm_id from unnest($1::float8[], $2::float8[]) as p (lon, lat) join raw_data.ways_poly w on w.geom && st_setsrid(st_makepoint(p.lon, p.lat), 4326)
        """;

    /// <summary>$1 nodes.</summary>
    internal const string WatchedWays = "select distinct way_id from raw_data.watched where node_id = any($1)";

    /// <summary>$1 letter of the kind, $2 ids.</summary>
    internal const string RelationsWith = "select distinct relation_id from raw_data.members where member_id = any($2) and member_type = $1";

    /// <summary>$1 ids.</summary>
    internal const string Ways = """
        select osm_id, uid, "user", version, changeset, extract(epoch from "timestamp")::bigint, tags::text, refs from raw_data.ways_line where osm_id = any($1)
        union all
        select osm_id, uid, "user", version, changeset, extract(epoch from "timestamp")::bigint, tags::text, refs from raw_data.ways_poly where osm_id = any($1)
        union all
        select osm_id, uid, "user", version, changeset, extract(epoch from "timestamp")::bigint, tags::text, refs from raw_data.unbuilt where osm_id = any($1) and osm_type = 'W'
        """;

    /// <summary>$1 ids.</summary>
    internal const string Relations = """
        select osm_id, uid, "user", version, changeset, extract(epoch from "timestamp")::bigint, tags::text, refs from raw_data.relations where osm_id = any($1)
        union all
        select osm_id, uid, "user", version, changeset, extract(epoch from "timestamp")::bigint, tags::text, refs from raw_data.unbuilt where osm_id = any($1) and osm_type = 'R'
        """;

    /// <summary>$1 ids. Those that tell how many features went come first.</summary>
    internal static readonly string[] TakeNodes =
    [
        "delete from raw_data.nodes where osm_id = any($1)",
        "delete from raw_data.problems where osm_id = any($1) and osm_type = 'N'",
    ];

    /// <summary>$1 ids.</summary>
    internal static readonly string[] TakeWays =
    [
        "delete from raw_data.ways_line where osm_id = any($1)",
        "delete from raw_data.ways_poly where osm_id = any($1)",
        "delete from raw_data.unbuilt where osm_id = any($1) and osm_type = 'W'",
        "delete from raw_data.problems where osm_id = any($1) and osm_type = 'W'",
    ];

    /// <summary>$1 ids.</summary>
    internal static readonly string[] TakeRelations =
    [
        "delete from raw_data.relations where osm_id = any($1)",
        "delete from raw_data.unbuilt where osm_id = any($1) and osm_type = 'R'",
        "delete from raw_data.problems where osm_id = any($1) and osm_type = 'R'",
    ];

    /// <summary>$1 ways, $2 all nodes they had: the index is on these.</summary>
    internal const string TakeWatched = "delete from raw_data.watched where node_id = any($2) and way_id = any($1)";

    /// <summary>$1 relations, $2 all members they had: the index is on these.</summary>
    internal const string TakeMembers = "delete from raw_data.members where member_id = any($2) and relation_id = any($1)";

    /// <summary>$1 pages.</summary>
    internal const string TakePages = "delete from raw_data.locations where page = any($1)";
}
