namespace OsmTasking.Sqlite.Sql;

/// <summary>Statements of the edit store. Lists travel as one JSON parameter.</summary>
internal static class EditSql
{
    private const string Columns = "id, mapper_id, project_id, item, longitude, latitude, changes, comment, source, state, changeset, fault, message, uploaded, version";

    // $16 now.
    internal const string Insert = "insert into edit (" + Columns + """
        , created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
        on conflict (id) do nothing
        """;

    internal const string Find = "select " + Columns + " from edit where id = $1";

    // $1 mapper, $2 states, $3 most.
    internal const string List = "select " + Columns + " from edit where mapper_id = $1 and state in (select value from json_each($2)) order by created_at, id limit $3";

    // $1 mapper, $2 most. Two reads of an index each, however many edits the mapper has.
    internal const string Latest = "select " + Columns + " from (select * from (select *, 0 as through from edit where mapper_id = $1 and state not in (5, 9)" + Newest
        + ") unfinished union all select * from (select *, 1 as through from edit where mapper_id = $1 and state in (5, 9)" + Newest
        + ") finished) latest order by through, created_at desc, id desc limit $2";

    private const string Newest = " order by created_at desc, id desc limit $2";

    // $1 id, $2 version after, then what a decision can change; $9 now.
    internal const string Update = """
        update edit
        set    version = $2, changes = $3, state = $4, changeset = $5, fault = $6, message = $7, uploaded = $8, updated_at = $9
        where  id = $1 and version = $2 - 1
        """;

    // $2 now.
    internal const string Ask = """
        insert into edit_queue (mapper_id, token, asked, done, failures, blocked, due_at) values ($1, 0, 1, 0, 0, 0, $2)
        on conflict (mapper_id) do update set asked = asked + 1
        """;

    // $1 now, $2 end of the lease.
    internal const string Claim = """
        update edit_queue set token = token + 1, due_at = $2
        where mapper_id = (select mapper_id from edit_queue where asked > done and blocked = 0 and due_at <= $1 order by due_at limit 1)
        returning mapper_id, token, asked, failures
        """;

    internal const string Renew = "update edit_queue set due_at = $3 where mapper_id = $1 and token = $2";

    // $3 asked when claimed, $4 nothing is left, $5 blocked, $6 due, $7 whether that counts as a failure.
    internal const string Release = """
        update edit_queue
        set    token = token + 1, done = case when $4 then $3 else done end, blocked = $5, due_at = $6, failures = case when $7 then failures + 1 else 0 end
        where  mapper_id = $1 and token = $2
        """;

    internal const string Wake = "update edit_queue set blocked = 0, failures = 0, due_at = $2 where mapper_id = $1 and blocked = 1";
}
