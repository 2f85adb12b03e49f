namespace OsmTasking.Postgis.Sql;

/// <summary>Statements of the item store.</summary>
internal static class ItemSql
{
    private const string Columns =
        "project_id, number, external_id, version, status, archived, longitude, latitude, token, holder, lease_until, finished_by, created_by, created, updated, " +
        "priority, instructions, metadata, modified_by, modified_date";

    private const string Listed = """
        where  v.project_id = $1 and not v.archived and v.number > $2 and ($3::smallint is null or v.status = $3)
        and    ($4::boolean is null or (v.holder is not null and v.lease_until > $5) = $4)
        and    ($6::float8[] is null or (v.longitude > $6[1] and v.latitude > $6[2] and v.longitude < $6[3] and v.latitude < $6[4]))
        and    ($7::timestamptz is null or v.created > $7) and ($8::timestamptz is null or v.created < $8)
        and    ($9::uuid[] is null or exists (
                   select from osm_tasking.item_tagging t where t.project_id = $1 and t.number = v.number and t.tag_id = any($9)))
        """;

    // $1 project, $2 external ids.
    internal const string Find = "select " + Columns + ", features from osm_tasking.item_view where project_id = $1 and external_id = any($2)";

    internal const string FindNumber = "select " + Columns + ", features from osm_tasking.item_view where project_id = $1 and number = $2";

    internal const string List =
        "select " + Columns + ", case when $10 then features end from osm_tasking.item_view v " + Listed + " order by number offset $11 limit $12";

    // Open items in a box: the condition is that of the partial index, so that it answers.
    internal const string ListOpenInBox =
        "select " + Columns + ", case when $10 then features end from osm_tasking.item_view v " + Listed +
        " and v.status = 0 and v.pin && st_makeenvelope($6[1], $6[2], $6[3], $6[4], 4326) order by number offset $11 limit $12";

    // The random start is a parameter, so that the index answers; the ring is joined at its end.
    internal const string ListShuffled =
        "select " + Columns + ", case when $10 then features end from (" +
        "(select v.*, 0 as turn, i.pick from osm_tasking.item_view v join osm_tasking.item i using (project_id, number) " + Listed + " and i.pick >= $13 order by i.pick limit $12) union all " +
        "(select v.*, 1 as turn, i.pick from osm_tasking.item_view v join osm_tasking.item i using (project_id, number) " + Listed + " and i.pick < $13 order by i.pick limit $12)) s " +
        "where project_id = $1 order by turn, pick offset $11 limit $12";

    internal const string Held = """
        select i.project_id, i.number, i.external_id, i.version, i.status, i.archived, i.longitude, i.latitude, i.token, i.holder, i.lease_until, i.finished_by, i.created_by,
               i.created, i.updated, i.priority, i.instructions, i.metadata, i.modified_by, i.modified_date, i.features
        from   osm_tasking.item_lease l join osm_tasking.item_view i on i.project_id = l.project_id and i.number = l.number
        where  l.project_id = $1 and l.mapper_id = $2 and l.lease_until > $3 order by l.slot
        """;

    internal const string Claim = """
        select (c.item).project_id, (c.item).number, (c.item).external_id, (c.item).version, (c.item).status, (c.item).archived, (c.item).longitude, (c.item).latitude,
               (c.item).token, (c.item).holder, (c.item).lease_until, (c.item).finished_by, (c.item).created_by, (c.item).created, (c.item).updated, (c.item).priority,
               (c.item).instructions, (c.item).metadata, (c.item).modified_by, (c.item).modified_date, (c.item).features, c.again
        from   osm_tasking.claim_items($1, $2, $3, $4, $5, $6, $7, st_setsrid(st_makepoint($8[1], $8[2]), 4326), st_makeenvelope($9[1], $9[2], $9[3], $9[4], 4326),
                   st_setsrid(st_makepoint($10[1], $10[2]), 4326), $11, $12, $13, $14, $15, $16, $17) c
        """;

    internal const string Apply = "select osm_tasking.apply_items($1, $2, $3, $4, $5)";

    internal const string Create = "select osm_tasking.create_item($1, $2, $3)";

    internal const string Answer = "select fingerprint, answer from osm_tasking.item_answer where project_id = $1 and mapper_id = $2 and key = $3";

    // $1 project, $2 number or null, $3 before, $4 limit.
    internal const string History = """
        select project_id, number, version, kind, at, actor_id, sequence, status, token, forced from osm_tasking.item_event
        where  project_id = $1 and ($2::bigint is null or number = $2) and sequence < $3 order by sequence desc limit $4
        """;

    internal const string CountByQuadkey =
        "select left(i.quadkey, $10), count(*) from osm_tasking.item_view v join osm_tasking.item i using (project_id, number) " + Listed +
        " and i.quadkey >= $11 and i.quadkey < $11 || '4' group by 1";

    internal const string CountByTag = """
        select g.name, i.status, count(*) from osm_tasking.item i
        left join osm_tasking.item_tagging t on t.project_id = i.project_id and t.number = i.number
        left join osm_tasking.item_tag g on g.project_id = t.project_id and g.tag_id = t.tag_id
        where  i.project_id = $1 and not i.archived group by g.name, i.status
        """;

    // Events commit in another order than they are numbered: one that comes late lies below the newest and changes the sum.
    internal const string Version = """
        select concat_ws('-', p.notes, p.last_number, e.newest, e.total) from osm_tasking.item_project p cross join (
            select coalesce(max(l.sequence), 0) as newest, coalesce(sum(l.sequence), 0) as total from (
                select sequence from osm_tasking.item_event where project_id = $1 order by sequence desc limit 512) l) e
        where  p.project_id = $1
        """;

    internal const string Finished = """
        select status, count(*) from osm_tasking.item_event where project_id = $1 and actor_id = $2 and kind = 5 and status is not null group by status
        """;

    internal const string Count = "select count(*) from osm_tasking.item where project_id = $1 and not archived";
}
