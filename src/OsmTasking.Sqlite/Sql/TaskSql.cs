namespace OsmTasking.Sqlite.Sql;

/// <summary>Statements of the task store. Lists of numbers travel as one JSON parameter.</summary>
internal static class TaskSql
{
    private const string Columns =
        "project_id, number, version, state, lock_holder, lock_purpose, lock_since, lock_expires_at, mapped_by, validated_by, parent, " +
        "changed_at, last_actor, last_from, last_mapped, last_validated, step_action, step_actor";

    internal const string ReadAll = "select " + Columns + " from task where project_id = $1 order by number";

    internal const string ReadSome =
        "select " + Columns + " from task where project_id = $1 and number in (select value from json_each($2)) order by number";

    // A lock that may have expired since is told again: its end writes nothing. Two index ranges, never the whole project.
    internal const string Changes =
        "select " + Columns + " from task where project_id = $1 and change > $2 union " +
        "select " + Columns + " from task where project_id = $1 and lock_holder is not null order by number";

    internal const string LastChange = "select last from change_counter";

    internal const string NextChange = "update change_counter set last = last + 1";

    internal const string Insert = """
        insert into task (project_id, number, version, state, lock_holder, lock_purpose, lock_since, lock_expires_at, mapped_by, validated_by, parent,
            changed_at, last_actor, last_from, last_mapped, last_validated, step_action, step_actor, change)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, (select last from change_counter))
        on conflict do nothing
        """;

    // The compare-and-swap: no row means another writer was first.
    internal const string Update = """
        update task
        set    version = $3, state = $4, lock_holder = $5, lock_purpose = $6, lock_since = $7, lock_expires_at = $8, mapped_by = $9, validated_by = $10,
               parent = $11, changed_at = $12, last_actor = $13, last_from = $14, last_mapped = $15, last_validated = $16, step_action = $17,
               step_actor = $18, change = (select last from change_counter)
        where  project_id = $1 and number = $2 and version = $3 - 1
        """;

    internal const string InsertOutline =
        "insert into task_outline (project_id, number, shape, zoom, x, y, is_square, properties) values ($1, $2, $3, $4, $5, $6, $7, $8)";

    internal const string Outlines =
        "select number, shape, zoom, x, y, is_square, properties from task_outline where project_id = $1 and number > $2 order by number limit 1000";

    internal const string SomeOutlines = """
        select number, shape, zoom, x, y, is_square, properties from task_outline
        where  project_id = $1 and number > $2 and number in (select value from json_each($3)) order by number limit 1000
        """;

    internal const string InsertEvent = """
        insert into task_event (project_id, number, version, ordinal, kind, at, actor_id, state, held, text)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    internal const string History = """
        select sequence, project_id, number, version, ordinal, kind, at, actor_id, state, held, text from task_event
        where  project_id = $1 order by sequence desc limit $3 offset $2
        """;

    // Versions rise with time, so the index that keeps them unique also gives the order.
    internal const string HistoryOfTask = """
        select sequence, project_id, number, version, ordinal, kind, at, actor_id, state, held, text from task_event
        where  project_id = $1 and number = $2 order by version desc, ordinal desc limit $4 offset $3
        """;

    internal const string LastNumber = "select coalesce(max(number), 0) from task where project_id = $1";

    internal const string Lease = "select mapper_id, version, project_id, purpose, tasks, expires_at from mapper_lease where mapper_id = $1";

    // The same compare-and-swap for what a mapper holds: version 1 is only written where there was none.
    internal const string SaveLease = """
        insert into mapper_lease (mapper_id, version, project_id, purpose, tasks, expires_at) select $1, $2, $3, $4, $5, $6 where $2 = 1 or exists (select 1 from mapper_lease where mapper_id = $1)
        on conflict (mapper_id) do update
        set    version = excluded.version, project_id = excluded.project_id, purpose = excluded.purpose, tasks = excluded.tasks, expires_at = excluded.expires_at
        where  mapper_lease.version = excluded.version - 1
        """;

    internal const string Answer = "select fingerprint, answer from task_answer where project_id = $1 and mapper_id = $2 and key = $3";

    internal const string InsertAnswer =
        "insert into task_answer (project_id, mapper_id, key, fingerprint, answer) values ($1, $2, $3, $4, $5) on conflict do nothing";

    internal const string InsertOutbox = "insert into outbox (project_id, payload) values ($1, $2)";
}
