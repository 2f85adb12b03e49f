-- Rules S1 to S16: every key of project data begins with project_id (bigint), so that Citus can distribute by it;
-- the directory (mapper, mapper_lease, project_key) belongs to no project. Times come from the application.
create extension if not exists postgis;

create table osm_tasking.mapper (
    id         bigint      primary key,
    username   text        not null,
    role       smallint    not null,
    level      smallint    not null,
    registered timestamptz not null,
    picture    text
);
create unique index mapper_username on osm_tasking.mapper (lower(username));

create table osm_tasking.mapper_lease (
    mapper_id  bigint      primary key,
    version    bigint      not null,
    project_id bigint      not null,
    purpose    smallint    not null,
    tasks      int[]       not null,
    expires_at timestamptz not null
);

create table osm_tasking.project_key (
    mapper_id  bigint not null,
    key        text   not null,
    project_id bigint not null,
    primary key (mapper_id, key)
);

create sequence osm_tasking.project_id;

create table osm_tasking.project (
    project_id bigint      primary key,
    version    bigint      not null,
    status     smallint    not null,
    author_id  bigint      not null,
    area       geometry    not null,
    settings   text        not null,
    created    timestamptz not null,
    updated    timestamptz not null
);

create table osm_tasking.task (
    project_id      bigint      not null,
    number          int         not null,
    version         bigint      not null,
    state           smallint    not null,
    lock_holder     bigint,
    lock_purpose    smallint,
    lock_since      timestamptz,
    lock_expires_at timestamptz,
    mapped_by       bigint,
    validated_by    bigint,
    parent          int,
    changed_at      timestamptz not null,
    last_actor      bigint,
    last_from       smallint,
    last_mapped     bigint,
    last_validated  bigint,
    step_action     smallint,
    step_actor      bigint,
    -- The transaction that wrote the row: what a reader may have missed is what was still running then.
    changed_xid     bigint      not null,
    primary key (project_id, number),
    foreign key (project_id) references osm_tasking.project (project_id) on delete cascade
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
create index task_changed on osm_tasking.task (project_id, changed_xid);
create index task_locked on osm_tasking.task (project_id, lock_expires_at) where lock_holder is not null;

create table osm_tasking.task_outline (
    project_id bigint   not null,
    number     int      not null,
    shape      geometry not null,
    zoom       smallint,
    x          int,
    y          int,
    is_square  boolean  not null,
    properties text,
    primary key (project_id, number),
    foreign key (project_id, number) references osm_tasking.task (project_id, number) on delete cascade
);
create index task_outline_shape on osm_tasking.task_outline using gist (shape);

create table osm_tasking.task_event (
    project_id bigint      not null,
    number     int         not null,
    version    bigint      not null,
    ordinal    smallint    not null,
    sequence   bigint      not null generated always as identity,
    kind       smallint    not null,
    at         timestamptz not null,
    actor_id   bigint      not null,
    state      smallint,
    held       bigint,
    text       text,
    primary key (project_id, number, version, ordinal),
    foreign key (project_id, number) references osm_tasking.task (project_id, number) on delete cascade
);
create index task_event_newest on osm_tasking.task_event (project_id, sequence);

create table osm_tasking.task_answer (
    project_id  bigint not null,
    mapper_id   bigint not null,
    key         text   not null,
    fingerprint text   not null,
    answer      text   not null,
    primary key (project_id, mapper_id, key),
    foreign key (project_id) references osm_tasking.project (project_id) on delete cascade
);

create table osm_tasking.outbox (
    project_id bigint not null,
    id         bigint not null generated always as identity,
    numbers    int[]  not null,
    primary key (project_id, id),
    foreign key (project_id) references osm_tasking.project (project_id) on delete cascade
);
