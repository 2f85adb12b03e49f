-- Item projects, quadkey priorities and quotas of names are the directory; all else begins with project_id.
create extension if not exists btree_gist;

create sequence osm_tasking.item_project_id;

create table osm_tasking.item_project (
    project_id  bigint      primary key,
    key         uuid        not null unique,
    name        text        not null unique,
    version     bigint      not null,
    owner_id    bigint      not null,
    quadkey_set text,
    metadata    text        not null,
    archived    boolean     not null,
    settings    text        not null,
    last_number bigint      not null default 0,
    notes       bigint      not null default 0,
    created     timestamptz not null,
    updated     timestamptz not null
);

create table osm_tasking.item_quadkey (
    set_name text             not null,
    quadkey  text             not null collate "C",
    id       bigint           not null generated always as identity,
    priority double precision not null,
    primary key (set_name, quadkey)
);

-- What changes with every claim is narrow and in no index, so that a lease is a HOT update; what is read along lies in item_content.
create table osm_tasking.item (
    project_id  bigint           not null,
    number      bigint           not null,
    external_id text             not null,
    version     bigint           not null,
    status      smallint         not null,
    archived    boolean          not null,
    pin         geometry         not null,
    quadkey     text             not null collate "C",
    priority    double precision not null,
    pick        int              not null,
    token       bigint           not null,
    holder      bigint,
    lease_until timestamptz      not null,
    finished_by bigint,
    created_by  bigint           not null,
    created     timestamptz      not null,
    updated     timestamptz      not null,
    primary key (project_id, number),
    unique (project_id, external_id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
create index item_pick on osm_tasking.item (project_id, priority desc, pick) where status = 0 and not archived;
create index item_open on osm_tasking.item (project_id, number) where status = 0 and not archived;
create index item_near on osm_tasking.item using gist (project_id, pin) where status = 0 and not archived;
create index item_quadkey_count on osm_tasking.item (project_id, quadkey);

create table osm_tasking.item_content (
    project_id  bigint not null,
    number      bigint not null,
    instructions text  not null,
    metadata    text   not null,
    features    text,
    modified_by text   not null,
    modified_date text not null,
    digest      bytea  not null,
    primary key (project_id, number),
    foreign key (project_id, number) references osm_tasking.item (project_id, number) on delete cascade
);

-- Who holds what: one row an item, and slot 0 once a mapper, so that two claims of one mapper at once cannot both win.
create table osm_tasking.item_lease (
    project_id  bigint      not null,
    mapper_id   bigint      not null,
    slot        int         not null,
    number      bigint      not null,
    lease_until timestamptz not null,
    pin         geometry    not null,
    primary key (project_id, mapper_id, slot),
    unique (project_id, number)
) with (autovacuum_vacuum_scale_factor = 0.05);

create table osm_tasking.item_skip (
    project_id bigint not null,
    mapper_id  bigint not null,
    number     bigint not null,
    primary key (project_id, mapper_id, number)
);

create table osm_tasking.item_event (
    project_id bigint      not null,
    number     bigint      not null,
    version    bigint      not null,
    sequence   bigint      not null generated always as identity,
    kind       smallint    not null,
    at         timestamptz not null,
    actor_id   bigint      not null,
    status     smallint,
    token      bigint      not null,
    forced     boolean     not null,
    primary key (project_id, number, version)
);
create index item_event_newest on osm_tasking.item_event (project_id, sequence);

create table osm_tasking.item_answer (
    project_id  bigint not null,
    mapper_id   bigint not null,
    key         text   not null,
    fingerprint text   not null,
    answer      text   not null,
    primary key (project_id, mapper_id, key)
);

create table osm_tasking.item_usage (
    project_id bigint      not null,
    mapper_id  bigint      not null,
    kind       smallint    not null,
    since      timestamptz not null,
    used       int         not null,
    primary key (project_id, mapper_id, kind, since)
);

create table osm_tasking.item_tag (
    project_id bigint      not null,
    tag_id     uuid        not null,
    name       text        not null,
    metadata   text        not null,
    created    timestamptz not null,
    updated    timestamptz not null,
    primary key (project_id, tag_id),
    unique (project_id, name)
);

create table osm_tasking.item_tagging (
    project_id bigint      not null,
    tag_id     uuid        not null,
    number     bigint      not null,
    at         timestamptz not null,
    primary key (project_id, tag_id, number),
    foreign key (project_id, tag_id) references osm_tasking.item_tag (project_id, tag_id) on delete cascade,
    foreign key (project_id, number) references osm_tasking.item (project_id, number) on delete cascade
);
create index item_tagging_of on osm_tasking.item_tagging (project_id, number);

create table osm_tasking.item_comment (
    project_id bigint      not null,
    number     bigint      not null,
    comment_id uuid        not null,
    created_by bigint      not null,
    body       text        not null,
    longitude  double precision,
    latitude   double precision,
    metadata   text        not null,
    created    timestamptz not null,
    primary key (project_id, number, comment_id),
    foreign key (project_id, number) references osm_tasking.item (project_id, number) on delete cascade
);

create view osm_tasking.item_view as
select i.project_id, i.number, i.external_id, i.version, i.status, i.archived, st_x(i.pin) as longitude, st_y(i.pin) as latitude, i.priority, i.token, i.holder,
       i.lease_until, i.finished_by, i.created_by, i.created, i.updated, c.instructions, c.metadata, c.features, c.modified_by, c.modified_date
from   osm_tasking.item i join osm_tasking.item_content c on c.project_id = i.project_id and c.number = i.number;
