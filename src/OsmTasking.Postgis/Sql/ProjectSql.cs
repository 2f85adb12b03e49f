namespace OsmTasking.Postgis.Sql;

/// <summary>Statements of the project store.</summary>
internal static class ProjectSql
{
    private const string Columns = "project_id, version, status, author_id, st_asewkb(area), settings, created, updated";

    internal const string NextId = "select nextval('osm_tasking.project_id')";

    // Claims a key; the row is the caller's if the id comes back as its own.
    internal const string ClaimKey = """
        insert into osm_tasking.project_key (mapper_id, key, project_id) values ($1, $2, $3)
        on conflict (mapper_id, key) do nothing
        """;

    internal const string FindKey = "select project_id from osm_tasking.project_key where mapper_id = $1 and key = $2";

    internal const string DeleteKeys = "delete from osm_tasking.project_key where project_id = $1";

    // Whoever held a task of it would otherwise be told "you hold another" until the lease runs out.
    internal const string FreeHolders =
        "update osm_tasking.mapper_lease set version = version + 1, tasks = '{}' where project_id = $1 and tasks <> '{}'";

    internal const string Insert = """
        insert into osm_tasking.project (project_id, version, status, author_id, area, settings, created, updated)
        values ($1, 1, $2, $3, st_geomfromewkb($4), $5, $6, $7)
        """;

    internal const string InsertTasks = """
        insert into osm_tasking.task (project_id, number, version, state, changed_at, changed_xid)
        select $1, n.number, 1, n.state, $4, pg_current_xact_id()::text::bigint from unnest($2::int[], $3::smallint[]) as n (number, state)
        """;

    internal const string InsertOutlines = """
        insert into osm_tasking.task_outline (project_id, number, shape, zoom, x, y, is_square, properties)
        select $1, n.number, st_geomfromewkb(n.shape), n.zoom, n.x, n.y, n.is_square, n.properties
        from   unnest($2::int[], $3::bytea[], $4::smallint[], $5::int[], $6::int[], $7::boolean[], $8::text[]) as n (number, shape, zoom, x, y, is_square, properties)
        """;

    internal const string Find = "select " + Columns + " from osm_tasking.project where project_id = $1";

    internal const string List = "select " + Columns + " from osm_tasking.project where status = any($1) order by project_id desc";

    internal const string Update =
        "update osm_tasking.project set version = $2, status = $3, settings = $4, updated = $5 where project_id = $1 and version = $2 - 1";

    internal const string Delete = "delete from osm_tasking.project where project_id = $1";

    internal const string Progress = """
        select p.project_id, t.state, count(t.number) from osm_tasking.project p left join osm_tasking.task t on t.project_id = p.project_id
        where  p.project_id = any($1) group by p.project_id, t.state
        """;
}

/// <summary>Statements of the mapper store.</summary>
internal static class MapperSql
{
    private const string Columns = "id, username, role, level, registered, picture";

    internal const string Find = "select " + Columns + " from osm_tasking.mapper where id = $1";

    internal const string FindByName = "select " + Columns + " from osm_tasking.mapper where lower(username collate \"und-x-icu\") = lower($1 collate \"und-x-icu\")";

    internal const string FindMany = "select " + Columns + " from osm_tasking.mapper where id = any($1)";

    internal const string RegisterLocal = """
        insert into osm_tasking.mapper (id, username, role, level, registered)
        select least(0, coalesce(min(id), 0)) - 1, $1, case when count(*) = 0 then 1 else 0 end, 1, $2 from osm_tasking.mapper
        on conflict do nothing
        """;

    internal const string Save = """
        insert into osm_tasking.mapper (id, username, role, level, registered, picture) values ($1, $2, $3, $4, $5, $6)
        on conflict (id) do update
        set    username = excluded.username, role = excluded.role, level = excluded.level, registered = excluded.registered, picture = excluded.picture
        """;
}
