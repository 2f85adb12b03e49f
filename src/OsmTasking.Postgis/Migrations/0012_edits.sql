-- Edits go to OSM mapper by mapper, whatever the project: directory tables (S3, S4, S9). The row is the authority on an edit.
-- States: see EditState; 1, 2, 3, 4 and 7 are open.
create table osm_tasking.edit (
    id         uuid             primary key,
    mapper_id  bigint           not null,
    project_id bigint           not null,
    item       bigint,
    longitude  double precision not null,
    latitude   double precision not null,
    changes    text             not null,
    comment    text             not null,
    source     text             not null,
    state      smallint         not null,
    changeset  bigint,
    fault      smallint         not null,
    message    text,
    uploaded   text             not null,
    version    bigint           not null,
    created_at timestamptz      not null,
    updated_at timestamptz      not null
) with (fillfactor = 80);
create index edit_open on osm_tasking.edit (mapper_id, created_at, id) where state in (1, 2, 3, 4, 7);
create index edit_of_mapper on osm_tasking.edit (mapper_id, created_at, id);

-- One row a mapper: whose turn it is, and the fence. due_at: from when a worker may take the turn; while one has it, the end of its lease.
-- There is something to do while done lags behind asked.
create table osm_tasking.edit_queue (
    mapper_id bigint      primary key,
    token     bigint      not null,
    asked     bigint      not null,
    done      bigint      not null,
    failures  int         not null,
    blocked   boolean     not null,
    due_at    timestamptz not null
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
create index edit_turn on osm_tasking.edit_queue (due_at) where asked > done and not blocked;
