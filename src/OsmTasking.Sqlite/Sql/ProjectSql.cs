namespace OsmTasking.Sqlite.Sql;

/// <summary>Statements of the project store and the mapper store.</summary>
internal static class ProjectSql
{
    internal const string FindKey = "select project_id from project_key where mapper_id = $1 and key = $2";

    internal const string InsertKey = "insert into project_key (mapper_id, key, project_id) values ($1, $2, $3)";

    internal const string Insert = """
        insert into project (version, status, author_id, area, settings, created, updated) values (1, $1, $2, $3, $4, $5, $6) returning id
        """;

    internal const string Find = "select id, version, status, author_id, area, settings, created, updated from project where id = $1";

    internal const string List = """
        select id, version, status, author_id, area, settings, created, updated from project
        where  status in (select value from json_each($1)) order by id desc
        """;

    internal const string Update = "update project set version = $2, status = $3, settings = $4, updated = $5 where id = $1 and version = $2 - 1";

    internal const string Delete = "delete from project where id = $1";

    internal const string Exists = "select 1 from project where id = $1";

    // Whoever held a task of it would otherwise be told "you hold another" until the lease runs out.
    internal const string FreeHolders = "update mapper_lease set version = version + 1, tasks = '[]' where project_id = $1 and tasks <> '[]'";

    internal const string Progress = """
        select project.id, task.state, count(task.number) from project left join task on task.project_id = project.id
        where  project.id in (select value from json_each($1)) group by project.id, task.state
        """;
}

/// <summary>Statements of the mapper store.</summary>
internal static class MapperSql
{
    internal const string Find = "select id, username, role, level, registered, picture from mapper where id = $1";

    internal const string FindByName = "select id, username, role, level, registered, picture from mapper where name_key = $1";

    internal const string FindMany = "select id, username, role, level, registered, picture from mapper where id in (select value from json_each($1))";

    internal const string Count = "select count(*) from mapper";

    internal const string LowestId = "select min(0, coalesce(min(id), 0)) from mapper";

    internal const string Save = """
        insert into mapper (id, username, role, level, registered, picture, name_key) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (id) do update
        set    username = excluded.username, role = excluded.role, level = excluded.level, registered = excluded.registered, picture = excluded.picture,
               name_key = excluded.name_key
        """;
}
