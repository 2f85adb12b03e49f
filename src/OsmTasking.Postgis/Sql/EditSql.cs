namespace OsmTasking.Postgis.Sql;

/// <summary>Statements of the edit store. The server's clock alone judges leases.</summary>
internal static class EditSql
{
    private const string Columns = "id, mapper_id, project_id, item, longitude, latitude, changes, comment, source, state, changeset, fault, message, uploaded, version";

    internal const string Insert = "insert into osm_tasking.edit (" + Columns + """
        , created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, now(), now())
        on conflict (id) do nothing
        """;

    internal const string Find = "select " + Columns + " from osm_tasking.edit where id = $1";

    // $1 mapper, $2 states, $3 most.
    internal const string List = "select " + Columns + " from osm_tasking.edit where mapper_id = $1 and state = any($2) order by created_at, id limit $3";

    // $1 mapper, $2 most. Two reads of an index each, however many edits the mapper has.
    internal const string Latest = "select " + Columns + " from (select * from (select *, 0 as through from osm_tasking.edit where mapper_id = $1 and state not in (5, 9)" + Newest
        + ") unfinished union all select * from (select *, 1 as through from osm_tasking.edit where mapper_id = $1 and state in (5, 9)" + Newest
        + ") finished) latest order by through, created_at desc, id desc limit $2";

    private const string Newest = " order by created_at desc, id desc limit $2";

    // $1 id, $2 version after, then what a decision can change.
    internal const string Update = """
        update osm_tasking.edit
        set    version = $2, changes = $3, state = $4, changeset = $5, fault = $6, message = $7, uploaded = $8, updated_at = now()
        where  id = $1 and version = $2 - 1
        """;

    // The turn of whoever has a lease, a pause or a block stays when it is; what is asked is never forgotten.
    internal const string Ask = """
        insert into osm_tasking.edit_queue as q (mapper_id, token, asked, done, failures, blocked, due_at) values ($1, 0, 1, 0, 0, false, now())
        on conflict (mapper_id) do update set asked = q.asked + 1
        """;

    internal const string Claim = """
        with candidate as materialized (
            select mapper_id from osm_tasking.edit_queue where asked > done and not blocked and due_at <= now() order by due_at limit 1 for update skip locked)
        update osm_tasking.edit_queue q
        set    token = q.token + 1, due_at = now() + $1
        from   candidate c
        where  q.mapper_id = c.mapper_id
        returning q.mapper_id, q.token, q.asked, q.failures
        """;

    internal const string Renew = "update osm_tasking.edit_queue set due_at = now() + $3 where mapper_id = $1 and token = $2";

    // $3 asked when claimed, $4 nothing is left, $5 blocked, $6 pause, $7 whether that counts as a failure.
    internal const string Release = """
        update osm_tasking.edit_queue
        set    token = token + 1, done = case when $4 then $3 else done end, blocked = $5, due_at = now() + $6, failures = case when $7 then failures + 1 else 0 end
        where  mapper_id = $1 and token = $2
        """;

    internal const string Wake = "update osm_tasking.edit_queue set blocked = false, failures = 0, due_at = now() where mapper_id = $1 and blocked";
}
