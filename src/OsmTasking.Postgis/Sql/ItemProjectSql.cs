namespace OsmTasking.Postgis.Sql;

/// <summary>Statements of the item project store.</summary>
internal static class ItemProjectSql
{
    private const string Columns = "project_id, key, name, version, owner_id, quadkey_set, metadata, archived, settings, created, updated";

    internal const string Create = """
        insert into osm_tasking.item_project (project_id, key, name, version, owner_id, quadkey_set, metadata, archived, settings, created, updated)
        values (nextval('osm_tasking.item_project_id'), $1, $2, 1, $3, $4, $5, $6, $7, $8, $9) on conflict (name) do nothing returning project_id
        """;

    internal const string FindKey = "select " + Columns + " from osm_tasking.item_project where key = $1";

    internal const string Find = "select " + Columns + " from osm_tasking.item_project where project_id = $1";

    internal const string List = "select " + Columns + " from osm_tasking.item_project order by project_id";

    internal const string Save = """
        update osm_tasking.item_project set version = $2, name = $3, owner_id = $4, quadkey_set = $5, metadata = $6, archived = $7, settings = $8, updated = $9
        where  project_id = $1 and version = $2 - 1
        """;

    // $1 set, $2 prefix.
    internal const string Priorities = """
        select id, quadkey, priority from osm_tasking.item_quadkey where set_name = $1 and quadkey >= $2 and quadkey < $2 || '4' order by quadkey
        """;

    internal const string SetPriority = """
        insert into osm_tasking.item_quadkey (set_name, quadkey, priority) values ($1, $2, $3)
        on conflict (set_name, quadkey) do update set priority = excluded.priority returning id, quadkey, priority
        """;

    internal const string ProjectsOfSet = "select project_id from osm_tasking.item_project where coalesce(quadkey_set, '') = $1 order by project_id";

    // $1 project, $2 quadkey: one project a statement, each in its own transaction.
    internal const string Reorder = """
        update osm_tasking.item i set priority = osm_tasking.item_priority($1, i.quadkey)
        where  i.project_id = $1 and i.quadkey >= $2 and i.quadkey < $2 || '4' and i.priority <> osm_tasking.item_priority($1, i.quadkey)
        """;

    internal const string ReorderAll =
        "update osm_tasking.item i set priority = osm_tasking.item_priority($1, i.quadkey) where i.project_id = $1 and i.priority <> osm_tasking.item_priority($1, i.quadkey)";

    internal const string Use = """
        insert into osm_tasking.item_usage (project_id, mapper_id, kind, since, used) values ($1, $2, $3, $4, 1)
        on conflict (project_id, mapper_id, kind, since) do update set used = item_usage.used + 1 where item_usage.used < $5
        """;
}

/// <summary>Statements of tags and comments.</summary>
internal static class ItemNoteSql
{
    // A change of tags changes the project's version too; its row comes first, as it does in imports, so that nobody waits in a circle.
    private const string Noted = "with noted as (update osm_tasking.item_project set notes = notes + 1 where project_id = $1 returning project_id) ";

    internal const string Tags = "select project_id, tag_id, name, metadata, created, updated from osm_tasking.item_tag where project_id = $1 order by name";

    internal const string SaveTag = Noted + """
        insert into osm_tasking.item_tag (project_id, tag_id, name, metadata, created, updated) select project_id, $2, $3, $4, $5, $6 from noted
        on conflict (project_id, tag_id) do update set name = excluded.name, metadata = excluded.metadata, updated = excluded.updated
        """;

    internal const string DeleteTag = Noted + "delete from osm_tasking.item_tag t using noted n where t.project_id = n.project_id and t.tag_id = $2";

    internal const string Taggings = "select number, tag_id, at from osm_tasking.item_tagging where project_id = $1 and number = any($2) order by number, at";

    internal const string Tag = Noted + "insert into osm_tasking.item_tagging (project_id, tag_id, number, at) select project_id, $2, $3, $4 from noted on conflict do nothing";

    internal const string Untag = Noted + "delete from osm_tasking.item_tagging t using noted n where t.project_id = n.project_id and t.tag_id = $2 and t.number = $3";

    internal const string Comments = """
        select comment_id, created_by, body, longitude, latitude, metadata, created from osm_tasking.item_comment
        where  project_id = $1 and number = $2 order by created, comment_id
        """;

    internal const string AddComment = """
        insert into osm_tasking.item_comment (project_id, number, comment_id, created_by, body, longitude, latitude, metadata, created)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing
        """;

    internal const string DeleteComment = "delete from osm_tasking.item_comment where project_id = $1 and number = $2 and comment_id = $3";
}
