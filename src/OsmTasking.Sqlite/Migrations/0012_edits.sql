-- States: see EditState; 1, 2, 3, 4 and 7 are open.
create table edit (
    id         text    primary key,
    mapper_id  integer not null,
    project_id integer not null,
    item       integer,
    longitude  real    not null,
    latitude   real    not null,
    changes    text    not null,
    comment    text    not null,
    source     text    not null,
    state      integer not null,
    changeset  integer,
    fault      integer not null,
    message    text,
    uploaded   text    not null,
    version    integer not null,
    created_at integer not null,
    updated_at integer not null
);
create index edit_open on edit (mapper_id, created_at, id) where state in (1, 2, 3, 4, 7);
create index edit_of_mapper on edit (mapper_id, created_at, id);

-- One row a mapper: whose turn it is, and the fence. due_at: from when a worker may take the turn; while one has it, the end of its lease.
-- There is something to do while done lags behind asked.
create table edit_queue (
    mapper_id integer primary key,
    token     integer not null,
    asked     integer not null,
    done      integer not null,
    failures  integer not null,
    blocked   integer not null,
    due_at    integer not null
);
create index edit_turn on edit_queue (due_at) where asked > done and blocked = 0;
