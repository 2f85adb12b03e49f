namespace OsmTasking.Sqlite.Sql;

/// <summary>Statements of the item project store.</summary>
internal static class ItemProjectSql
{
    private const string Columns = "project_id, key, name, version, owner_id, quadkey_set, metadata, archived, settings, created, updated";

    internal const string Create = """
        insert into item_project (key, name, version, owner_id, quadkey_set, metadata, archived, settings, created, updated)
        values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9) on conflict (name) do nothing returning project_id
        """;

    internal const string FindKey = "select " + Columns + " from item_project where key = $1";

    internal const string Find = "select " + Columns + " from item_project where project_id = $1";

    internal const string List = "select " + Columns + " from item_project order by project_id";

    internal const string NameTaken = "select 1 from item_project where name = $1 and project_id <> $2";

    internal const string Save = """
        update item_project set version = $2, name = $3, owner_id = $4, quadkey_set = $5, metadata = $6, archived = $7, settings = $8, updated = $9
        where  project_id = $1 and version = $2 - 1
        """;

    internal const string Priorities =
        "select id, quadkey, priority from item_quadkey where set_name = $1 and quadkey >= $2 and quadkey < $2 || '4' order by quadkey";

    internal const string SetPriority = """
        insert into item_quadkey (set_name, quadkey, priority) values ($1, $2, $3)
        on conflict (set_name, quadkey) do update set priority = excluded.priority returning id, quadkey, priority
        """;

    internal const string ProjectsOfSet = "select project_id from item_project where coalesce(quadkey_set, '') = $1";

    internal const string Cells = "select distinct quadkey from item where project_id = $1 and quadkey >= $2 and quadkey < $2 || '4'";

    internal const string Reorder = "update item set priority = $3 where project_id = $1 and quadkey = $2 and priority <> $3";

    internal const string Use = """
        insert into item_usage (project_id, mapper_id, kind, since, used) values ($1, $2, $3, $4, 1)
        on conflict (project_id, mapper_id, kind, since) do update set used = used + 1 where used < $5
        """;
}

/// <summary>Statements of tags and comments.</summary>
internal static class ItemNoteSql
{
    internal const string Noted = "update item_project set notes = notes + 1 where project_id = $1";

    internal const string Tags = "select project_id, tag_id, name, metadata, created, updated from item_tag where project_id = $1 order by name";

    internal const string TagNameTaken = "select 1 from item_tag where project_id = $1 and name = $2 and tag_id <> $3";

    internal const string SaveTag = """
        insert into item_tag (project_id, tag_id, name, metadata, created, updated) values ($1, $2, $3, $4, $5, $6)
        on conflict (project_id, tag_id) do update set name = excluded.name, metadata = excluded.metadata, updated = excluded.updated
        """;

    internal const string DeleteTag = "delete from item_tag where project_id = $1 and tag_id = $2";

    internal const string Taggings =
        "select number, tag_id, at from item_tagging where project_id = $1 and number in (select value from json_each($2)) order by number, at";

    internal const string Tag = "insert into item_tagging (project_id, tag_id, number, at) values ($1, $2, $3, $4) on conflict do nothing";

    internal const string Untag = "delete from item_tagging where project_id = $1 and tag_id = $2 and number = $3";

    internal const string Comments = """
        select comment_id, created_by, body, longitude, latitude, metadata, created from item_comment
        where  project_id = $1 and number = $2 order by created, comment_id
        """;

    internal const string AddComment = """
        insert into item_comment (project_id, number, comment_id, created_by, body, longitude, latitude, metadata, created)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing
        """;

    internal const string DeleteComment = "delete from item_comment where project_id = $1 and number = $2 and comment_id = $3";
}
