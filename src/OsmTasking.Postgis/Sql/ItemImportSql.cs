namespace OsmTasking.Postgis.Sql;

/// <summary>Statements of an import of items: rows come by COPY into a table of the transaction, and are compared set by set.</summary>
internal static class ItemImportSql
{
    internal const string Stage = """
        create temp table item_import (
            ordinal int, external_id text, longitude float8, latitude float8, quadkey text collate "C", pick int, instructions text, metadata text, features text, digest bytea)
        on commit drop
        """;

    internal const string Copy = "copy item_import (ordinal, external_id, longitude, latitude, quadkey, pick, instructions, metadata, features, digest) from stdin (format binary)";

    internal const string Analyze = "analyze item_import";

    // Imports and makers of single items of one project come one after the other: they number on from the same place.
    internal const string LockProject = "update osm_tasking.item_project set notes = notes + 1 where project_id = $1";

    // $1 project, $2 actor, $3 now. The lock gives the versions as they are now, not as the statement began.
    internal const string Change = """
        with changed as materialized (
            select i.number, i.version, i.token, d.longitude, d.latitude, d.quadkey, d.instructions, d.metadata, d.features, d.digest
            from   item_import d join osm_tasking.item i on i.project_id = $1 and i.external_id = d.external_id
            join   osm_tasking.item_content c on c.project_id = $1 and c.number = i.number
            where  c.digest <> d.digest or i.archived order by i.number for update of i),
        moved as (
            update osm_tasking.item i
            set    pin = st_setsrid(st_makepoint(c.longitude, c.latitude), 4326), quadkey = c.quadkey, priority = osm_tasking.item_priority($1, c.quadkey),
                   archived = false, version = i.version + 1, updated = $3
            from   changed c where i.project_id = $1 and i.number = c.number),
        said as (
            update osm_tasking.item_content t
            set    instructions = c.instructions, metadata = c.metadata, features = c.features, digest = c.digest
            from   changed c where t.project_id = $1 and t.number = c.number)
        insert into osm_tasking.item_event (project_id, number, version, kind, at, actor_id, token, forced)
        select $1, number, version + 1, 6, $3, $2, token, false from changed
        """;

    internal const string Reopen = """
        with again as materialized (
            select i.number, i.version, i.token from item_import d join osm_tasking.item i on i.project_id = $1 and i.external_id = d.external_id
            where  i.status in (1, 5, 8) and not i.archived order by i.number for update of i),
        opened as (
            update osm_tasking.item i set status = 0, finished_by = null, version = i.version + 1, updated = $3 from again a where i.project_id = $1 and i.number = a.number)
        insert into osm_tasking.item_event (project_id, number, version, kind, at, actor_id, status, token, forced)
        select $1, number, version + 1, 5, $3, $2, 0, token, false from again
        """;

    internal const string MarkMissing = """
        with gone as materialized (
            select i.number, i.version, i.token from osm_tasking.item i
            where  i.project_id = $1 and i.status = 0 and not i.archived and i.lease_until <= $3
            and    not exists (select from item_import d where d.external_id = i.external_id) order by i.number for update of i),
        closed as (
            update osm_tasking.item i set status = 8, version = i.version + 1, updated = $3 from gone g where i.project_id = $1 and i.number = g.number)
        insert into osm_tasking.item_event (project_id, number, version, kind, at, actor_id, status, token, forced)
        select $1, number, version + 1, 5, $3, $2, 8, token, false from gone
        """;

    // One look-up of the priority a quadkey, not one an item.
    internal const string Create = """
        with cell as materialized (select quadkey, osm_tasking.item_priority($1, quadkey) as priority from (select distinct quadkey from item_import) q),
        fresh as materialized (
            select d.external_id, d.longitude, d.latitude, d.quadkey, d.pick, d.instructions, d.metadata, d.features, d.digest, c.priority,
                   p.last_number + row_number() over (order by d.ordinal) as number
            from   item_import d join cell c using (quadkey) join osm_tasking.item_project p on p.project_id = $1
            where  not exists (select from osm_tasking.item i where i.project_id = $1 and i.external_id = d.external_id)),
        numbered as (
            update osm_tasking.item_project set last_number = last_number + (select count(*) from fresh) where project_id = $1),
        made as (
            insert into osm_tasking.item (project_id, number, external_id, version, status, archived, pin, quadkey, priority, pick, token, lease_until, created_by, created, updated)
            select $1, number, external_id, 1, 0, false, st_setsrid(st_makepoint(longitude, latitude), 4326), quadkey, priority, pick, 0, '-infinity', $2, $3, $3 from fresh),
        said as (
            insert into osm_tasking.item_content (project_id, number, instructions, metadata, features, modified_by, modified_date, digest)
            select $1, number, instructions, metadata, features, '', '', digest from fresh)
        insert into osm_tasking.item_event (project_id, number, version, kind, at, actor_id, status, token, forced)
        select $1, number, 1, 0, $3, $2, 0, 0, false from fresh
        """;
}
