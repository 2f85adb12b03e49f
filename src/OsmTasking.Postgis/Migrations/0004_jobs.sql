-- Jobs belong to no project: directory tables (S3, S4, S9). The row is the authority on a job; attempt is the fence.
-- due_at: from when a worker may take the job; while it runs, the end of the lease. States: see JobState; 0 and 1 are open.
create table osm_tasking.job (
    id           uuid             primary key,
    kind         text             not null,
    payload      text             not null,
    queue        smallint         not null,
    priority     smallint         not null,
    request_key  text,
    owner        text,
    state        smallint         not null,
    attempt      int              not null,
    failures     int              not null,
    max_attempts int              not null,
    created_at   timestamptz      not null,
    due_at       timestamptz      not null,
    started_at   timestamptz,
    finished_at  timestamptz,
    worker       text,
    progress     double precision not null,
    stage        text,
    result       text,
    error        text
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
create index job_turn on osm_tasking.job (queue, priority desc, due_at, id) where state in (0, 1);
create index job_by_owner on osm_tasking.job (owner) where state in (0, 1);
create index job_over on osm_tasking.job (finished_at) where state not in (0, 1);
create unique index job_request on osm_tasking.job (request_key) where state in (0, 1, 2);

-- One row an owner, locked while a request of theirs is counted, so that two at once cannot both be the last one allowed.
create table osm_tasking.job_owner (
    owner    text        primary key,
    asked_at timestamptz not null
);

-- The outbox is read across projects in the order of its ids.
create index outbox_oldest on osm_tasking.outbox (id);

-- Says 0 accepted, 1 joined (with the job that answers), 2 over quota (with how many are open).
create function osm_tasking.enqueue_job(
    p_id uuid, p_kind text, p_payload text, p_queue smallint, p_priority smallint, p_request_key text, p_owner text, p_max_attempts int,
    p_delay interval, p_max_open int, out outcome int, out job_id uuid, out open_jobs int)
language plpgsql as $$
begin
    loop
        outcome := 0;
        job_id := p_id;
        open_jobs := 0;
        if exists (select 1 from osm_tasking.job where id = p_id) then
            return; -- Asked before; the answer was lost.
        end if;

        if p_request_key is not null then
            select j.id into job_id from osm_tasking.job j where j.request_key = p_request_key and j.state in (0, 1, 2);
            if found then
                outcome := 1;
                return;
            end if;
            job_id := p_id;
        end if;

        if p_owner is not null and p_max_open is not null then
            insert into osm_tasking.job_owner as o (owner, asked_at) values (p_owner, now()) on conflict (owner) do update set asked_at = now();
            select count(*) into open_jobs from osm_tasking.job where owner = p_owner and state in (0, 1);
            if open_jobs >= p_max_open then
                outcome := 2;
                return;
            end if;
        end if;

        insert into osm_tasking.job (id, kind, payload, queue, priority, request_key, owner, state, attempt, failures, max_attempts, created_at, due_at, progress)
        values (p_id, p_kind, p_payload, p_queue, p_priority, p_request_key, p_owner, 0, 0, 0, p_max_attempts, now(), now() + p_delay, 0)
        on conflict do nothing;
        if found then
            return;
        end if;
        -- Another request was first, with this id or this key: the next round finds it.
    end loop;
end $$;
