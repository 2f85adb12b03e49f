create table service_role (
    osm_id integer primary key,
    role   integer not null
);

create table dataset (
    id       integer primary key autoincrement,
    document text    not null
);
