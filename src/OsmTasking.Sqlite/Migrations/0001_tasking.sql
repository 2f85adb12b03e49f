-- Times are ticks (100 ns) since 0001-01-01 UTC: exact, ordered, and read back as they were written.
create table mapper (
    id         integer primary key,
    username   text    not null collate nocase unique,
    role       integer not null,
    level      integer not null,
    registered integer not null,
    picture    text
);

create table mapper_lease (
    mapper_id  integer primary key,
    version    integer not null,
    project_id integer not null,
    purpose    integer not null,
    tasks      text    not null,
    expires_at integer not null
);

create table project (
    id        integer primary key autoincrement,
    version   integer not null,
    status    integer not null,
    author_id integer not null,
    area      blob    not null,
    settings  text    not null,
    created   integer not null,
    updated   integer not null
);

create index project_by_status on project (status, id);

create table project_key (
    mapper_id  integer not null,
    key        text    not null,
    project_id integer not null references project (id) on delete cascade,
    primary key (mapper_id, key)
) without rowid;

-- One row whose counter numbers every write: writers are serialised here, so a number seen means all smaller ones are seen.
create table change_counter (
    one  integer primary key check (one = 1),
    last integer not null
);
insert into change_counter (one, last) values (1, 0);

create table task (
    project_id      integer not null references project (id) on delete cascade,
    number          integer not null,
    version         integer not null,
    state           integer not null,
    lock_holder     integer,
    lock_purpose    integer,
    lock_since      integer,
    lock_expires_at integer,
    mapped_by       integer,
    validated_by    integer,
    parent          integer,
    changed_at      integer not null,
    change          integer not null,
    last_actor      integer,
    last_from       integer,
    last_mapped     integer,
    last_validated  integer,
    step_action     integer,
    step_actor      integer,
    primary key (project_id, number)
) without rowid;

create index task_by_change on task (project_id, change);

-- Shapes lie apart from states: what is read every second stays small.
create table task_outline (
    project_id integer not null,
    number     integer not null,
    shape      blob    not null,
    zoom       integer,
    x          integer,
    y          integer,
    is_square  integer not null,
    properties text,
    primary key (project_id, number),
    foreign key (project_id, number) references task (project_id, number) on delete cascade
);

create table task_event (
    sequence   integer primary key autoincrement,
    project_id integer not null,
    number     integer not null,
    version    integer not null,
    ordinal    integer not null,
    kind       integer not null,
    at         integer not null,
    actor_id   integer not null,
    state      integer,
    held       integer,
    text       text,
    unique (project_id, number, version, ordinal),
    foreign key (project_id, number) references task (project_id, number) on delete cascade
);

create index task_event_by_project on task_event (project_id, sequence);

create table task_answer (
    project_id  integer not null references project (id) on delete cascade,
    mapper_id   integer not null,
    key         text    not null,
    fingerprint text    not null,
    answer      text    not null,
    primary key (project_id, mapper_id, key)
) without rowid;

create table outbox (
    id         integer primary key autoincrement,
    project_id integer not null references project (id) on delete cascade,
    payload    text    not null
);
