-- Item projects and their items. Times are ticks, as everywhere here.
create table item_project (
    project_id  integer primary key autoincrement,
    key         text    not null unique,
    name        text    not null unique,
    version     integer not null,
    owner_id    integer not null,
    quadkey_set text,
    metadata    text    not null,
    archived    integer not null,
    settings    text    not null,
    last_number integer not null default 0,
    notes       integer not null default 0,
    created     integer not null,
    updated     integer not null
);

create table item_quadkey (
    id       integer primary key autoincrement,
    set_name text    not null,
    quadkey  text    not null,
    priority real    not null,
    unique (set_name, quadkey)
);

create table item (
    project_id  integer not null references item_project (project_id) on delete cascade,
    number      integer not null,
    external_id text    not null,
    version     integer not null,
    status      integer not null,
    archived    integer not null,
    longitude   real    not null,
    latitude    real    not null,
    quadkey     text    not null,
    priority    real    not null,
    pick        integer not null,
    token       integer not null,
    holder      integer,
    lease_until integer not null,
    finished_by integer,
    created_by  integer not null,
    created     integer not null,
    updated     integer not null,
    primary key (project_id, number),
    unique (project_id, external_id)
) without rowid;
create index item_pick on item (project_id, priority desc, pick) where status = 0 and archived = 0;
create index item_open on item (project_id, number) where status = 0 and archived = 0;
create index item_near on item (project_id, longitude, latitude) where status = 0 and archived = 0;
create index item_quadkey_count on item (project_id, quadkey);
create index item_holder on item (project_id, holder) where holder is not null;

create table item_content (
    project_id    integer not null,
    number        integer not null,
    instructions  text    not null,
    metadata      text    not null,
    features      text,
    modified_by   text    not null,
    modified_date text    not null,
    digest        blob    not null,
    primary key (project_id, number),
    foreign key (project_id, number) references item (project_id, number) on delete cascade
);

create table item_skip (
    project_id integer not null,
    mapper_id  integer not null,
    number     integer not null,
    primary key (project_id, mapper_id, number)
) without rowid;

create table item_event (
    sequence   integer primary key autoincrement,
    project_id integer not null,
    number     integer not null,
    version    integer not null,
    kind       integer not null,
    at         integer not null,
    actor_id   integer not null,
    status     integer,
    token      integer not null,
    forced     integer not null,
    unique (project_id, number, version)
);
create index item_event_newest on item_event (project_id, sequence);

create table item_answer (
    project_id  integer not null,
    mapper_id   integer not null,
    key         text    not null,
    fingerprint text    not null,
    answer      text    not null,
    primary key (project_id, mapper_id, key)
) without rowid;

create table item_usage (
    project_id integer not null,
    mapper_id  integer not null,
    kind       integer not null,
    since      integer not null,
    used       integer not null,
    primary key (project_id, mapper_id, kind, since)
) without rowid;

create table item_tag (
    project_id integer not null references item_project (project_id) on delete cascade,
    tag_id     text    not null,
    name       text    not null,
    metadata   text    not null,
    created    integer not null,
    updated    integer not null,
    primary key (project_id, tag_id),
    unique (project_id, name)
);

create table item_tagging (
    project_id integer not null,
    tag_id     text    not null,
    number     integer not null,
    at         integer not null,
    primary key (project_id, tag_id, number),
    foreign key (project_id, tag_id) references item_tag (project_id, tag_id) on delete cascade,
    foreign key (project_id, number) references item (project_id, number) on delete cascade
);
create index item_tagging_of on item_tagging (project_id, number);

create table item_comment (
    project_id integer not null,
    number     integer not null,
    comment_id text    not null,
    created_by integer not null,
    body       text    not null,
    longitude  real,
    latitude   real,
    metadata   text    not null,
    created    integer not null,
    primary key (project_id, number, comment_id),
    foreign key (project_id, number) references item (project_id, number) on delete cascade
);

create view item_view as
select i.project_id, i.number, i.external_id, i.version, i.status, i.archived, i.longitude, i.latitude, i.token, i.holder, i.lease_until, i.finished_by, i.created_by,
       i.created, i.updated, i.priority, c.instructions, c.metadata, c.modified_by, c.modified_date, c.features, i.quadkey, i.pick
from   item i join item_content c on c.project_id = i.project_id and c.number = i.number;
