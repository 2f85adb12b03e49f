namespace OsmTasking.Sqlite.Sql;

/// <summary>Statements of the item store. Lists travel as one JSON parameter.</summary>
internal static class ItemSql
{
    private const string Columns =
        "project_id, number, external_id, version, status, archived, longitude, latitude, token, holder, lease_until, finished_by, created_by, created, updated, " +
        "priority, instructions, metadata, modified_by, modified_date";

    private const string Listed = """
        where  project_id = $1 and archived = 0 and number > $2 and ($3 is null or status = $3)
        and    ($4 is null or (holder is not null and lease_until > $5) = $4)
        and    ($6 is null or (longitude > $6 and latitude > $7 and longitude < $8 and latitude < $9))
        and    ($10 is null or created > $10) and ($11 is null or created < $11)
        and    ($12 is null or exists (select 1 from item_tagging t where t.project_id = item_view.project_id and t.number = item_view.number
                   and t.tag_id in (select value from json_each($12))))
        """;

    // Open, free, not skipped by the mapper: $1 project, $2 mapper, $3 now.
    private const string Free = """
        where  i.project_id = $1 and i.status = 0 and i.archived = 0 and i.lease_until <= $3
        and    not exists (select 1 from item_skip s where s.project_id = $1 and s.mapper_id = $2 and s.number = i.number)
        """;

    internal const string Find = "select " + Columns + ", features from item_view where project_id = $1 and external_id in (select value from json_each($2))";

    internal const string FindNumber = "select " + Columns + ", features from item_view where project_id = $1 and number = $2";

    internal const string List = "select " + Columns + ", case when $13 then features end from item_view " + Listed + " order by number limit $15 offset $14";

    internal const string ListShuffled =
        "select " + Columns + ", case when $13 then features end from item_view " + Listed + " order by pick < $16, pick limit $15 offset $14";

    internal const string Held = "select " + Columns + ", features from item_view where project_id = $1 and holder = $2 and lease_until > $3 order by number";

    internal const string HeldByOthers = "select longitude, latitude from item where project_id = $1 and holder is not null and holder <> $2 and lease_until > $3";

    internal const string NextLevel =
        "select priority from item where project_id = $1 and status = 0 and archived = 0 and priority < $2 order by priority desc limit 1";

    internal const string FreeByKey =
        "select i.number, i.longitude, i.latitude from item i " + Free + " and i.priority = $4 and i.pick >= $5 and i.pick < $6 order by i.pick";

    internal const string FreeByNumber =
        "select i.number, i.longitude, i.latitude from item i " + Free + " and i.number > $4 and i.number <= $5 order by i.number";

    internal const string FreeInBox =
        "select i.number, i.longitude, i.latitude from item i " + Free + " and i.longitude >= $4 and i.longitude <= $5 and i.latitude >= $6 and i.latitude <= $7";

    internal const string Take = """
        update item set token = token + 1, holder = $3, lease_until = $4, finished_by = null, version = version + 1, updated = $5
        where  project_id = $1 and number = $2
        """;

    internal const string TakenEvent = """
        insert into item_event (project_id, number, version, kind, at, actor_id, token, forced)
        select project_id, number, version, 1, $3, $4, token, 0 from item where project_id = $1 and number = $2
        """;

    internal const string Use = """
        insert into item_usage (project_id, mapper_id, kind, since, used) select $1, $2, $3, $4, $6 where $6 <= $5
        on conflict (project_id, mapper_id, kind, since) do update set used = used + $6 where used + $6 <= $5
        """;

    // The compare-and-swap: no row means another writer was first.
    internal const string Update = """
        update item set version = $3, status = $4, archived = $5, token = $6, holder = $7, lease_until = $8, finished_by = $9, updated = $10
        where  project_id = $1 and number = $2 and version = $3 - 1
        """;

    internal const string Move = "update item set longitude = $3, latitude = $4, quadkey = $5, priority = $6 where project_id = $1 and number = $2";

    internal const string UpdateContent = """
        update item_content set instructions = $3, metadata = $4, features = $5, modified_by = $6, modified_date = $7, digest = $8
        where  project_id = $1 and number = $2
        """;

    internal const string InsertEvent = """
        insert into item_event (project_id, number, version, kind, at, actor_id, status, token, forced) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    internal const string InsertSkip = "insert into item_skip (project_id, mapper_id, number) values ($1, $2, $3) on conflict do nothing";

    internal const string NextNumber = "update item_project set last_number = last_number + 1 where project_id = $1 returning last_number";

    internal const string NumberOf = "select number from item where project_id = $1 and external_id = $2";

    internal const string Insert = """
        insert into item (project_id, number, external_id, version, status, archived, longitude, latitude, quadkey, priority, pick, token, holder, lease_until,
            finished_by, created_by, created, updated)
        values ($1, $2, $3, 1, $4, 0, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """;

    internal const string InsertContent = """
        insert into item_content (project_id, number, instructions, metadata, features, modified_by, modified_date, digest) values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    internal const string Answer = "select fingerprint, answer from item_answer where project_id = $1 and mapper_id = $2 and key = $3";

    internal const string InsertAnswer =
        "insert into item_answer (project_id, mapper_id, key, fingerprint, answer) values ($1, $2, $3, $4, $5) on conflict do nothing";

    internal const string History = """
        select project_id, number, version, kind, at, actor_id, sequence, status, token, forced from item_event
        where  project_id = $1 and ($2 is null or number = $2) and sequence < $3 order by sequence desc limit $4
        """;

    internal const string CountByQuadkey =
        "select substr(quadkey, 1, $13), count(*) from item_view " + Listed + " and quadkey >= $14 and quadkey < $14 || '4' group by 1";

    internal const string CountByTag = """
        select g.name, i.status, count(*) from item i
        left join item_tagging t on t.project_id = i.project_id and t.number = i.number
        left join item_tag g on g.project_id = t.project_id and g.tag_id = t.tag_id
        where  i.project_id = $1 and i.archived = 0 group by g.name, i.status
        """;

    // Writers come one after the other here, so the newest event says it all.
    internal const string Version = """
        select p.notes || '-' || p.last_number || '-' || (select coalesce(max(sequence), 0) from item_event where project_id = $1) from item_project p where p.project_id = $1
        """;

    internal const string Count = "select count(*) from item where project_id = $1 and archived = 0";

    internal const string Known = """
        select i.number, i.version, i.status, i.archived, i.token, i.lease_until, c.digest from item i join item_content c on c.project_id = i.project_id and c.number = i.number
        where  i.project_id = $1 and i.external_id = $2
        """;

    internal const string SetStatus = "update item set status = $3, finished_by = null, archived = 0, version = version + 1, updated = $4 where project_id = $1 and number = $2";

    internal const string OpenAndFree = "select number, external_id, version, token from item where project_id = $1 and status = 0 and archived = 0 and lease_until <= $2 order by number";

    internal const string Touch = "update item set version = version + 1, archived = 0, updated = $3 where project_id = $1 and number = $2";

    internal const string PriorityAt = """
        select max(priority) from item_quadkey
        where  set_name = (select coalesce(quadkey_set, '') from item_project where project_id = $1) and quadkey in (select value from json_each($2))
        """;
}
