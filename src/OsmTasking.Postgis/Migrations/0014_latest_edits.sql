-- A mapper's edits that are not through, whoever has to act next: few, among all that were ever made. States: see EditState; 5 and 9 are the ends.
create index edit_unfinished on osm_tasking.edit (mapper_id, created_at, id) where state not in (5, 9);
drop index osm_tasking.edit_open;
