-- One transition is one call: compare-and-swap, children, history, answer and outbox, or nothing.
-- OT001: another writer was first. OT002: the idempotency key has an answer.
create function osm_tasking.apply_transition(
    p_project_id bigint, p_tasks jsonb, p_children jsonb, p_shapes bytea[], p_events jsonb, p_once jsonb) returns void
language plpgsql as $$
declare
    written int;
begin
    if p_once is not null then
        insert into osm_tasking.task_answer (project_id, mapper_id, key, fingerprint, answer)
        values (p_project_id, (p_once ->> 'mapper_id')::bigint, p_once ->> 'key', p_once ->> 'fingerprint', p_once ->> 'answer')
        on conflict do nothing;
        if not found then
            raise exception 'the key has an answer' using errcode = 'OT002';
        end if;
    end if;

    -- Rows are locked in the order of their numbers, so two sets that overlap never wait for each other in a circle.
    perform 1 from osm_tasking.task t
    where  t.project_id = p_project_id and t.number in (select (value ->> 'number')::int from jsonb_array_elements(p_tasks))
    order by t.number for update;

    update osm_tasking.task t
    set    version = n.version, state = n.state, lock_holder = n.lock_holder, lock_purpose = n.lock_purpose, lock_since = n.lock_since,
           lock_expires_at = n.lock_expires_at, mapped_by = n.mapped_by, validated_by = n.validated_by, parent = n.parent,
           changed_at = n.changed_at, last_actor = n.last_actor, last_from = n.last_from, last_mapped = n.last_mapped,
           last_validated = n.last_validated, step_action = n.step_action, step_actor = n.step_actor,
           changed_xid = pg_current_xact_id()::text::bigint
    from   jsonb_populate_recordset(null::osm_tasking.task, p_tasks) n
    where  t.project_id = p_project_id and t.number = n.number and t.version = n.version - 1;
    get diagnostics written = row_count;
    if written <> jsonb_array_length(p_tasks) then
        raise exception 'a task has moved on' using errcode = 'OT001';
    end if;

    if jsonb_array_length(p_children) > 0 then
        insert into osm_tasking.task (project_id, number, version, state, parent, changed_at, changed_xid)
        select p_project_id, n.number, n.version, n.state, n.parent, n.changed_at, pg_current_xact_id()::text::bigint
        from   jsonb_populate_recordset(null::osm_tasking.task, p_children) n
        on conflict do nothing;
        get diagnostics written = row_count;
        if written <> jsonb_array_length(p_children) then
            raise exception 'a number is taken' using errcode = 'OT001';
        end if;

        insert into osm_tasking.task_outline (project_id, number, shape, zoom, x, y, is_square, properties)
        select p_project_id, (n.value ->> 'number')::int, st_geomfromewkb(p_shapes[n.ordinality]), (n.value ->> 'zoom')::smallint,
               (n.value ->> 'x')::int, (n.value ->> 'y')::int, (n.value ->> 'is_square')::boolean, n.value ->> 'properties'
        from   jsonb_array_elements(p_children) with ordinality n;
    end if;

    insert into osm_tasking.task_event (project_id, number, version, ordinal, kind, at, actor_id, state, held, text)
    select p_project_id, n.number, n.version, n.ordinal, n.kind, n.at, n.actor_id, n.state, n.held, n.text
    from   jsonb_populate_recordset(null::osm_tasking.task_event, p_events) n
    order by n.number, n.version, n.ordinal;

    insert into osm_tasking.outbox (project_id, numbers)
    values (p_project_id, array(select (value ->> 'number')::int from jsonb_array_elements(p_tasks)));
end $$;

-- What a mapper holds, in the directory. It travels in the same batch and so in the same transaction as the transition.
create function osm_tasking.save_lease(
    p_mapper_id bigint, p_version bigint, p_project_id bigint, p_purpose smallint, p_tasks int[], p_expires_at timestamptz) returns void
language plpgsql as $$
begin
    insert into osm_tasking.mapper_lease as l (mapper_id, version, project_id, purpose, tasks, expires_at)
    select p_mapper_id, p_version, p_project_id, p_purpose, p_tasks, p_expires_at
    where  p_version = 1 or exists (select 1 from osm_tasking.mapper_lease where mapper_id = p_mapper_id)
    on conflict (mapper_id) do update
    set    version = p_version, project_id = p_project_id, purpose = p_purpose, tasks = p_tasks, expires_at = p_expires_at
    where  l.version = p_version - 1;
    if not found then
        raise exception 'the mapper holds something else by now' using errcode = 'OT001';
    end if;
end $$;
