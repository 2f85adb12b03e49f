namespace OsmTasking.Postgis.Sql;

/// <summary>Statements around migrations.</summary>
internal static class SchemaSql
{
    internal const string Exists = "select to_regclass('osm_tasking.schema_version') is not null";

    internal const string Current = "select coalesce(max(version), 0) from osm_tasking.schema_version";

    // Hosts that start together migrate one after the other; correctness of data never hangs on this lock.
    internal const string OneAtATime = "select pg_advisory_xact_lock(7236912)";

    internal const string Prepare = "create schema if not exists osm_tasking";

    internal const string PrepareVersion = "create table if not exists osm_tasking.schema_version (version int primary key)";

    internal const string Claim = "insert into osm_tasking.schema_version (version) values ($1) on conflict do nothing";
}
