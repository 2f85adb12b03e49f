namespace OsmTasking.Postgis.Sql;

/// <summary>Statements of the job store. The server's clock alone judges leases; a statement is one transaction.</summary>
internal static class JobSql
{
    private const string Columns =
        "j.kind, j.payload, j.queue, j.priority, j.request_key, j.owner, j.state, j.attempt, j.failures, j.max_attempts, j.created_at, j.due_at, j.started_at, " +
        "j.finished_at, j.worker, j.progress, j.stage, j.result, j.error, j.id";

    internal const string Enqueue = "select outcome, job_id, open_jobs from osm_tasking.enqueue_job($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    internal const string Find = "select " + Columns + " from osm_tasking.job j where j.id = $1";

    // $1 worker, $2 queues, $3 kinds, $4 lease. A lease that ran out is a failure: the last one ends the job, and the caller asks again.
    // Materialized, so that the candidate is sought and locked once.
    internal const string Claim = """
        with candidate as materialized (
            select id, state = 1 as silent, state = 1 and failures + 1 >= max_attempts as spent from osm_tasking.job
            where  state in (0, 1) and due_at <= now() and queue = any($2) and kind = any($3)
            order by queue, priority desc, due_at, id limit 1
            for update skip locked)
        update osm_tasking.job j
        set    attempt = j.attempt + 1,
               failures = j.failures + case when c.silent then 1 else 0 end,
               state = case when c.spent then 3 else 1 end,
               error = case when c.spent then $5 else j.error end,
               finished_at = case when c.spent then now() end,
               worker = case when c.spent then j.worker else $1 end,
               due_at = case when c.spent then j.due_at else now() + $4 end,
               started_at = case when c.spent then j.started_at else now() end,
               progress = case when c.spent then j.progress else 0 end,
               stage = case when c.spent then j.stage end
        from   candidate c
        where  j.id = c.id
        returning
        """ + " " + Columns;

    // $1 worker, $2 lease.
    internal const string Resume = """
        update osm_tasking.job j
        set    attempt = j.attempt + 1, due_at = now() + $2, started_at = now(), progress = 0, stage = null
        where  j.state in (0, 1) and j.state = 1 and j.worker = $1
        returning
        """ + " " + Columns;

    internal const string Holds = "select 1 from osm_tasking.job where id = $1 and attempt = $2 and state = 1";

    internal const string Heartbeat =
        "update osm_tasking.job set due_at = now() + $3, progress = $4, stage = $5 where id = $1 and attempt = $2 and state = 1";

    // Once more for an attempt that has succeeded: its answer was lost.
    internal const string Complete = """
        update osm_tasking.job
        set    state = 2, finished_at = case when state = 2 then finished_at else now() end, result = case when state = 2 then result else $3 end,
               progress = 1, stage = null, error = null
        where  id = $1 and attempt = $2 and state in (1, 2)
        """;

    // $3 error, $4 pause or null.
    internal const string Fail = """
        with held as materialized (
            select id, $4::interval is null or failures + 1 >= max_attempts as spent from osm_tasking.job
            where  id = $1 and attempt = $2 and state = 1 for update)
        update osm_tasking.job j
        set    failures = j.failures + 1,
               error = $3,
               state = case when h.spent then 3 else 0 end,
               finished_at = case when h.spent then now() end,
               due_at = case when h.spent then j.due_at else now() + $4::interval end,
               progress = case when h.spent then j.progress else 0 end,
               stage = case when h.spent then j.stage end
        from   held h
        where  j.id = h.id
        """;

    internal const string Release =
        "update osm_tasking.job set state = 0, due_at = now(), progress = 0, stage = null where id = $1 and attempt = $2 and state = 1";

    internal const string Cancel = "update osm_tasking.job set state = 4, finished_at = now() where id = $1 and state in (0, 1)";

    internal const string Requeue = """
        update osm_tasking.job set state = 0, failures = 0, error = null, finished_at = null, due_at = now(), progress = 0, stage = null
        where  id = $1 and state in (3, 4)
        """;

    internal const string Purge = "update osm_tasking.job set state = 4, finished_at = now() where state in (0, 1) and state = 0 and queue = $1";

    // $1 states, $2 queue or null, $3 owner or null, $4 take, $5 skip, $6 with payload.
    internal const string List = """
        select j.kind, case when $6 then j.payload else '' end, j.queue, j.priority, j.request_key, j.owner, j.state, j.attempt, j.failures, j.max_attempts,
               j.created_at, j.due_at, j.started_at, j.finished_at, j.worker, j.progress, j.stage, j.result, j.error, j.id
        from   osm_tasking.job j
        where  j.state = any($1) and ($2::smallint is null or j.queue = $2) and ($3::text is null or j.owner = $3)
        order by j.state in (0, 1) desc, case when j.state in (0, 1) then j.queue end, case when j.state in (0, 1) then -j.priority end,
                 case when j.state in (0, 1) then j.due_at end, j.finished_at desc, j.id
        limit  $4 offset $5
        """;

    internal const string Count = "select queue, state, count(*) from osm_tasking.job group by queue, state order by queue, state";

    // $1 age, $2 most. Two hosts that tidy at once share the work.
    internal const string Remove = """
        with old as materialized (
            select id from osm_tasking.job where state not in (0, 1) and finished_at <= now() - $1 order by finished_at limit $2 for update skip locked)
        delete from osm_tasking.job j using old where j.id = old.id
        returning
        """ + " " + Columns;

    internal const string RemoveOwners = "delete from osm_tasking.job_owner where asked_at < now() - interval '1 day'";

    // Fans out over all projects, and decides nothing: what is deleted is named one project at a time.
    internal const string ReadOutbox = "select project_id, id, numbers from osm_tasking.outbox order by id limit $1";

    internal const string DeleteOutbox = "delete from osm_tasking.outbox where project_id = $1 and id = any($2)";
}
