-- The extraction service belongs to no project: directory tables (S3, S4).
create table osm_tasking.service_role (
    osm_id bigint   primary key,
    role   smallint not null
);

create table osm_tasking.dataset (
    id       bigint primary key generated always as identity,
    document text   not null
);
