namespace OsmTasking.Sqlite.Sql;

/// <summary>Statements of the feature store, whose file is made anew by every import.</summary>
internal static class FeatureSql
{
    internal const string Schema = """
        create table feature (
            id        integer primary key,
            kind      integer not null,
            osm_id    integer not null,
            shape     blob    not null,
            tags      text    not null,
            version   integer not null,
            changeset integer not null,
            timestamp integer,
            user      text
        );
        create virtual table feature_box using rtree (id, min_x, max_x, min_y, max_y);
        create table import (source text not null, imported_at integer not null, features integer not null)
        """;

    internal const string Insert =
        "insert into feature (kind, osm_id, shape, tags, version, changeset, timestamp, user, id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    internal const string InsertBox = "insert into feature_box (id, min_x, max_x, min_y, max_y) values ($1, $2, $3, $4, $5)";

    internal const string Finish = """
        create unique index feature_by_osm on feature (kind, osm_id);
        insert into import (source, imported_at, features) select $1, $2, count(*) from feature
        """;

    internal const string Info = "select source, imported_at, features from import";

    // Only ids are sorted, then rows stream in the order of the file. The limit keeps the planner from sorting whole rows.
    internal const string Query = """
        select feature.kind, feature.osm_id, feature.shape, feature.tags, feature.version, feature.changeset, feature.timestamp, feature.user
        from   (select id from feature_box where max_x >= $1 and min_x <= $2 and max_y >= $3 and min_y <= $4 order by id limit -1) box
        cross join feature on feature.id = box.id
        """;

    internal const string CountInBox = "select count(*) from feature_box where max_x >= $1 and min_x <= $2 and max_y >= $3 and min_y <= $4";

    internal const string ById = "select kind, osm_id, shape, tags, version, changeset, timestamp, user from feature where kind in (0, 1, 2) and osm_id = $1 order by kind";

    internal const string All = "select kind, osm_id, shape, tags, version, changeset, timestamp, user from feature order by id";
}
