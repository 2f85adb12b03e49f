namespace OsmTasking.Postgis.Sql;

/// <summary>The tables of OSM data, in a schema of their own that an import replaces as a whole.</summary>
internal static class RawDataSql
{
    /// <summary>One import at a time: held by a connection of its own, so it goes with the process however that ends.</summary>
    internal const string TakeTurn = "select pg_try_advisory_lock(7246309114210853)";

    /// <summary>Whether it was taken or not; its connection has no other lock.</summary>
    internal const string GiveTurnBack = "select pg_advisory_unlock_all()";

    /// <summary>What an import that was killed left behind goes.</summary>
    internal const string Prepare = """
        create extension if not exists postgis;
        drop schema if exists raw_data_next cascade;
        create schema raw_data_next;
        create table raw_data_next.import (source text not null, imported_at timestamptz not null, data_time timestamptz, sequence bigint, url text, features bigint not null, updatable boolean not null)
        """;

    /// <summary>Those of fixed width first, the widest before the others: nothing is filled up between them.</summary>
    private const string Columns =
        "osm_id bigint not null, uid bigint, changeset bigint, \"timestamp\" timestamp, version integer, osm_type character(1) not null, \"user\" text, tags jsonb not null";

    /// <summary>Coordinates hardly compress, so nobody tries to (storage external), and rows stay whole while they fit a page: putting parts elsewhere takes longer, to write and to read.</summary>
    private const string Whole = "alter geom set storage external, alter refs set storage external, alter refs set statistics 0, alter refs set default '', set (toast_tuple_target = 8160)";

    /// <summary>What is the same in all rows of a table need not be sent (6 % of the time they take).</summary>
    internal const string CreateNodes = $"""
        create table raw_data_next.nodes ({Columns}, geom geometry(Point, 4326) not null);
        alter table raw_data_next.nodes alter osm_type set default 'N'
        """;

    /// <summary>What they are made of (refs) is empty when the import cannot be updated.</summary>
    internal const string CreateLines = $"""
        create table raw_data_next.ways_line ({Columns}, geom geometry(LineString, 4326) not null, refs bytea not null);
        alter table raw_data_next.ways_line alter osm_type set default 'W', {Whole}
        """;

    internal const string CreatePolygons = $"""
        create table raw_data_next.ways_poly ({Columns}, geom geometry(Geometry, 4326) not null, refs bytea not null);
        alter table raw_data_next.ways_poly alter osm_type set default 'W', {Whole}
        """;

    internal const string CreateRelations = $"""
        create table raw_data_next.relations ({Columns}, geom geometry(Geometry, 4326) not null, refs bytea not null);
        alter table raw_data_next.relations alter osm_type set default 'R', {Whole}
        """;

    internal const string CreateProblems = "create table raw_data_next.problems (osm_type character(1) not null, osm_id bigint not null, reason text not null, lon double precision, lat double precision, ref bigint, dropped boolean not null)";

    internal const string CreateUnbuilt = $"create table raw_data_next.unbuilt ({Columns}, refs bytea not null)";

    internal const string CreateWatched = "create table raw_data_next.watched (node_id bigint not null, way_id bigint not null)";

    internal const string CreateMembers = "create table raw_data_next.members (member_id bigint not null, member_type character(1) not null, relation_id bigint not null)";

    internal const string CreateLocations = """
        create table raw_data_next.locations (page bigint not null, places bytea not null);
        alter table raw_data_next.locations alter places set storage external;
        alter table raw_data_next.locations set (toast_tuple_target = 8160)
        """;

    /// <summary>
    /// What lies in which country or region, by the boundaries in the data: looked up, so that it is right after each change of either.
    /// <c>country</c> takes a row: <c>select w.osm_id, raw_data.country(w) from raw_data.ways_line w</c>; with the schema in the search path it is read like a column, <c>w.country</c>.
    /// </summary>
    internal const string Boundaries = """
        create view raw_data_next.boundaries as
            select osm_id, case when tags->>'admin_level' ~ '^[0-9]{1,2}$' then (tags->>'admin_level')::integer end as admin_level,
                coalesce(tags->>'name:en', tags->>'name') as name, tags->>'ISO3166-1:alpha3' as iso3, geom
            from raw_data_next.relations where tags @> '{"boundary": "administrative"}' and st_dimension(geom) = 2;
        create function raw_data_next.boundaries_of(shape geometry, level integer) returns bigint[] stable language sql
            return (select coalesce(array_agg(osm_id order by osm_id), '{}') from raw_data_next.boundaries where admin_level = level and st_intersects(geom, shape));
        create function raw_data_next.country(raw_data_next.nodes) returns bigint[] stable language sql return raw_data_next.boundaries_of($1.geom, 2);
        create function raw_data_next.country(raw_data_next.ways_line) returns bigint[] stable language sql return raw_data_next.boundaries_of($1.geom, 2);
        create function raw_data_next.country(raw_data_next.ways_poly) returns bigint[] stable language sql return raw_data_next.boundaries_of($1.geom, 2);
        create function raw_data_next.country(raw_data_next.relations) returns bigint[] stable language sql return raw_data_next.boundaries_of($1.geom, 2)
        """;

    /// <summary>$1 source, $2 now, $3 time of the data, $4 sequence, $5 where diffs are, $6 features, $7 whether it can be updated.</summary>
    internal const string Describe = "insert into raw_data_next.import values ($1, $2, $3, $4, $5, $6, $7)";

    /// <summary>Readers wait for this moment or are waited for; they never see half of either.</summary>
    internal const string Swap = "drop schema if exists raw_data cascade; alter schema raw_data_next rename to raw_data";

    internal const string Exists = "select to_regclass('raw_data.import') is not null";

    internal const string Info = "select source, imported_at, features from raw_data.import";

    /// <summary>$1 area (EWKB).</summary>
    internal const string Query = """
        select osm_type, osm_id, st_asewkb(geom), tags::text, version, changeset, "timestamp", "user" from raw_data.nodes where st_intersects(geom, $1::geometry)
        union all
        select osm_type, osm_id, st_asewkb(geom), tags::text, version, changeset, "timestamp", "user" from raw_data.ways_line where st_intersects(geom, $1::geometry)
        union all
        select osm_type, osm_id, st_asewkb(geom), tags::text, version, changeset, "timestamp", "user" from raw_data.ways_poly where st_intersects(geom, $1::geometry)
        union all
        select osm_type, osm_id, st_asewkb(geom), tags::text, version, changeset, "timestamp", "user" from raw_data.relations where st_intersects(geom, $1::geometry)
        """;

    /// <summary>For a session that builds indexes beside others: workers of its own would only take their cores (2 % of an import).</summary>
    internal const string OneProcessForEach = "set max_parallel_maintenance_workers = 0";

    /// <summary>What each table of features gets once it has its rows.</summary>
    internal static readonly FeatureTable Nodes = new("nodes");

    internal static readonly FeatureTable Lines = new("ways_line");

    internal static readonly FeatureTable Polygons = new("ways_poly");

    internal static readonly FeatureTable Relations = new("relations");

    internal const string Locations = "alter table raw_data_next.locations add primary key (page)";

    internal const string Members = "create index on raw_data_next.members (member_id)";

    internal const string Watched = "create index on raw_data_next.watched (node_id)";

    internal const string Unbuilt = "create index on raw_data_next.unbuilt (osm_id)";

    internal const string Problems = "create index on raw_data_next.problems (osm_id)";
}

/// <summary>What a table of features gets once it has its rows.</summary>
internal sealed record FeatureTable(string Name)
{
    /// <summary>For those who ask by tags in large areas: about a third of the time of all other indexes again.</summary>
    internal string Tags => $"create index on raw_data_next.{Name} using gin (tags)";

    internal string Shapes => $"create index on raw_data_next.{Name} using gist (geom) with (fillfactor = 100)";

    internal string Key => $"create unique index {Name}_pkey on raw_data_next.{Name} (osm_id)";

    /// <summary>Once the key is there; waits for whatever else is done with the table.</summary>
    internal string PrimaryKey => $"alter table raw_data_next.{Name} add primary key using index {Name}_pkey";

    /// <summary>
    /// Made in the transaction that fills the table: while an index of it is being made, statistics have to wait, and would be the last of all.
    /// They come from one row of 50, at least 3,000 and at most 30,000. PostgreSQL reads 30,000 of any table: of a small one that takes a tenth of an import, and searches are no faster for it (1,920 by area and tags on L60 and M60).
    /// </summary>
    /// <param name="rows">How many rows the table has.</param>
    internal string Statistics(long rows) => $"set local default_statistics_target = {Math.Clamp(rows / 15_000, 10, 100)}; analyze raw_data_next.{Name}";
}
