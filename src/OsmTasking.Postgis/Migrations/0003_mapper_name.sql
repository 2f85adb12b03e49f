-- Names are unique whatever their case, in every script and whatever locale the database was made with: the locale "C" folds only ASCII.
drop index osm_tasking.mapper_username;
create unique index mapper_username on osm_tasking.mapper (lower(username collate "und-x-icu"));
