namespace OsmTasking.Postgis.Sql;

/// <summary>Statements of the task store.</summary>
internal static class TaskSql
{
    private const string Columns =
        "project_id, number, version, state, lock_holder, lock_purpose, lock_since, lock_expires_at, mapped_by, validated_by, parent, " +
        "changed_at, last_actor, last_from, last_mapped, last_validated, step_action, step_actor";

    // $1 project, $2 numbers or null.
    internal const string Read =
        "select " + Columns + " from osm_tasking.task where project_id = $1 and ($2::int[] is null or number = any($2)) order by number";

    // $1 project, $2 cursor. The cursor of a snapshot is its oldest running transaction: whatever commits later has that
    // number or a higher one, so asking from there on misses nothing, and may tell some twice.
    internal const string Changes = """
        with cursor as (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as next)
        select cursor.next, t.* from cursor left join (
            select project_id, number, version, state, lock_holder, lock_purpose, lock_since, lock_expires_at, mapped_by, validated_by, parent,
                   changed_at, last_actor, last_from, last_mapped, last_validated, step_action, step_actor
            from   osm_tasking.task where project_id = $1 and (changed_xid >= $2 or lock_holder is not null)) t on true
        order by t.number
        """;

    // $1 project, $2 numbers or null, $3 the last number of the page before.
    internal const string Outlines = """
        select number, st_asewkb(shape), zoom, x, y, is_square, properties from osm_tasking.task_outline
        where  project_id = $1 and ($2::int[] is null or number = any($2)) and number > $3 order by number limit 5000
        """;

    // $1 project, $2 number or null, $3 offset, $4 limit.
    internal const string History = """
        select sequence, project_id, number, version, ordinal, kind, at, actor_id, state, held, text from osm_tasking.task_event
        where  project_id = $1 and ($2::int is null or number = $2) order by sequence desc offset $3 limit $4
        """;

    internal const string LastNumber = "select coalesce(max(number), 0) from osm_tasking.task where project_id = $1";

    internal const string Lease = "select mapper_id, version, project_id, purpose, tasks, expires_at from osm_tasking.mapper_lease where mapper_id = $1";

    internal const string Answer = "select fingerprint, answer from osm_tasking.task_answer where project_id = $1 and mapper_id = $2 and key = $3";

    internal const string Apply = "select osm_tasking.apply_transition($1, $2, $3, $4, $5, $6)";

    internal const string SaveLease = "select osm_tasking.save_lease($1, $2, $3, $4, $5, $6)";
}
