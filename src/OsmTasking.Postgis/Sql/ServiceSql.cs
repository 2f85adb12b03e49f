namespace OsmTasking.Postgis.Sql;

/// <summary>Statements on roles and data sets of the extraction service.</summary>
internal static class ServiceSql
{
    internal const string FindRole = "select osm_id, role from osm_tasking.service_role where osm_id = $1";
    internal const string ListRoles = "select osm_id, role from osm_tasking.service_role order by osm_id offset $1 limit $2";
    internal const string AddRole = "insert into osm_tasking.service_role (osm_id, role) values ($1, $2) on conflict do nothing";

    /// <summary>$1 whose entry, $2 the new user, $3 the role.</summary>
    internal const string ReplaceRole = """
        update osm_tasking.service_role set osm_id = $2, role = $3
        where  osm_id = $1 and ($1 = $2 or not exists (select 1 from osm_tasking.service_role where osm_id = $2))
        """;

    internal const string RemoveRole = "delete from osm_tasking.service_role where osm_id = $1 returning osm_id, role";

    internal const string AddDataset = "insert into osm_tasking.dataset (document) values ($1) returning id";
    internal const string FindDataset = "select id, document from osm_tasking.dataset where id = $1";
    internal const string ListDatasets = "select id, document from osm_tasking.dataset order by id";
    internal const string ReplaceDataset = "update osm_tasking.dataset set document = $2 where id = $1";
    internal const string RemoveDataset = "delete from osm_tasking.dataset where id = $1";
}
