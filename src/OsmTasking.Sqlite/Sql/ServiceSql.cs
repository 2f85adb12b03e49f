namespace OsmTasking.Sqlite.Sql;

/// <summary>Statements on roles and data sets of the extraction service.</summary>
internal static class ServiceSql
{
    internal const string FindRole = "select osm_id, role from service_role where osm_id = $1";
    internal const string ListRoles = "select osm_id, role from service_role order by osm_id limit $2 offset $1";
    internal const string AddRole = "insert into service_role (osm_id, role) values ($1, $2) on conflict do nothing";

    /// <summary>$1 whose entry, $2 the new user, $3 the role.</summary>
    internal const string ReplaceRole = """
        update service_role set osm_id = $2, role = $3
        where  osm_id = $1 and ($1 = $2 or not exists (select 1 from service_role where osm_id = $2))
        """;

    internal const string RemoveRole = "delete from service_role where osm_id = $1";

    internal const string AddDataset = "insert into dataset (document) values ($1)";
    internal const string LastId = "select last_insert_rowid()";
    internal const string FindDataset = "select id, document from dataset where id = $1";
    internal const string ListDatasets = "select id, document from dataset order by id";
    internal const string ReplaceDataset = "update dataset set document = $2 where id = $1";
    internal const string RemoveDataset = "delete from dataset where id = $1";
}
