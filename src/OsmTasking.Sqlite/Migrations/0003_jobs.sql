-- due_at: from when a worker may take the job; while it runs, the end of the lease. States: see JobState; 0 and 1 are open.
create table job (
    id           text    primary key,
    kind         text    not null,
    payload      text    not null,
    queue        integer not null,
    priority     integer not null,
    request_key  text,
    owner        text,
    state        integer not null,
    attempt      integer not null,
    failures     integer not null,
    max_attempts integer not null,
    created_at   integer not null,
    due_at       integer not null,
    started_at   integer,
    finished_at  integer,
    worker       text,
    progress     real    not null,
    stage        text,
    result       text,
    error        text
);
create index job_turn on job (queue, priority desc, due_at, id) where state in (0, 1);
create index job_owner on job (owner) where state in (0, 1);
create index job_over on job (finished_at) where state not in (0, 1);
create unique index job_request on job (request_key) where state in (0, 1, 2);
