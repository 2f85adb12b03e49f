namespace OsmTasking.Sqlite.Sql;

/// <summary>Statements of the job store. Lists travel as one JSON parameter.</summary>
internal static class JobSql
{
    private const string Columns =
        "kind, payload, queue, priority, request_key, owner, state, attempt, failures, max_attempts, created_at, due_at, started_at, finished_at, " +
        "worker, progress, stage, result, error, id";

    private const string Brief =
        "kind, '', queue, priority, request_key, owner, state, attempt, failures, max_attempts, created_at, due_at, started_at, finished_at, " +
        "worker, progress, stage, result, error, id";

    internal const string Find = "select " + Columns + " from job where id = $1";

    internal const string FindByKey = "select " + Columns + " from job where request_key = $1 and state in (0, 1, 2)";

    internal const string Open = "select count(*) from job where owner = $1 and state in (0, 1)";

    // $1 now, $2 queues, $3 kinds.
    internal const string Next = "select " + Columns + """
         from job
        where state in (0, 1) and due_at <= $1 and queue in (select value from json_each($2)) and kind in (select value from json_each($3))
        order by queue, priority desc, due_at, id limit 1
        """;

    internal const string Lost = "select " + Columns + " from job where state in (0, 1) and state = 1 and worker = $1 limit 1";

    internal const string Holds = "select 1 from job where id = $1 and attempt = $2 and state = 1";

    internal const string Insert = "insert into job (" + Columns + """
        ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """;

    // $1 id, then what a decision can change.
    internal const string Update = """
        update job
        set    state = $2, attempt = $3, failures = $4, due_at = $5, started_at = $6, finished_at = $7, worker = $8, progress = $9, stage = $10, result = $11, error = $12
        where  id = $1
        """;

    internal const string Purge = "update job set state = 4, finished_at = $2 where state in (0, 1) and state = 0 and queue = $1";

    // $1 states, $2 queue or null, $3 owner or null, $4 take, $5 skip.
    private const string Which = """
         from job
        where state in (select value from json_each($1)) and ($2 is null or queue = $2) and ($3 is null or owner = $3)
        order by state in (0, 1) desc, case when state in (0, 1) then queue end, case when state in (0, 1) then -priority end,
                 case when state in (0, 1) then due_at else -finished_at end, id
        limit $4 offset $5
        """;

    internal const string List = "select " + Columns + Which;

    internal const string ListBrief = "select " + Brief + Which;

    internal const string Count = "select queue, state, count(*) from job group by queue, state order by queue, state";

    internal const string Old = "select " + Brief + " from job where state not in (0, 1) and finished_at <= $1 order by finished_at limit $2";

    internal const string Delete = "delete from job where id = $1";

    internal const string ReadOutbox = "select project_id, id, payload from outbox order by id limit $1";

    internal const string DeleteOutbox = "delete from outbox where project_id = $1 and id = $2";
}
