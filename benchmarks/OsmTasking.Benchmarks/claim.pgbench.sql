\set mapper random(1, 1000000000000)
\set key random(0, 2147483646)
select (c.item).project_id, (c.item).number, (c.item).external_id, (c.item).version, (c.item).status, (c.item).archived, (c.item).longitude, (c.item).latitude,
       (c.item).token, (c.item).holder, (c.item).lease_until, (c.item).finished_by, (c.item).created_by, (c.item).created, (c.item).updated, (c.item).priority,
       (c.item).instructions, (c.item).metadata, (c.item).modified_by, (c.item).modified_date, (c.item).features, c.again
from   osm_tasking.claim_items(:project, :mapper, now(), now() + interval '15 minutes', 0::smallint, :key, 0, st_setsrid(st_makepoint(0, 0), 4326), st_makeenvelope(-180, -90, 180, 90, 4326),
           st_setsrid(st_makepoint(0, 0), 4326), null, 1, 0, date_trunc('hour', now()), 0, null, '') c;
