namespace OsmTasking.Sqlite.Sql;

/// <summary>Statements of GeoPackage 1.3 (OGC 12-128r17). <c>{layer}</c> stands for one of our four layers and nothing else.</summary>
internal static class GeoPackageSql
{
    // "GPKG" and version 1.3.0. Nobody reads the file before it is complete, and nobody needs it if it never is.
    internal const string Begin = """
        pragma page_size = 4096;
        pragma encoding = 'UTF-8';
        pragma journal_mode = off;
        pragma synchronous = off;
        pragma locking_mode = exclusive;
        pragma temp_store = memory;
        pragma cache_size = -8000;
        pragma application_id = 1196444487;
        pragma user_version = 10300;
        begin
        """;

    // Types are in capitals: readers compare them as text.
    internal const string Schema = """
        create table gpkg_spatial_ref_sys (
            srs_name TEXT not null,
            srs_id INTEGER not null primary key,
            organization TEXT not null,
            organization_coordsys_id INTEGER not null,
            definition TEXT not null,
            description TEXT
        );
        create table gpkg_contents (
            table_name TEXT not null primary key,
            data_type TEXT not null,
            identifier TEXT unique,
            description TEXT default '',
            last_change DATETIME not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
            min_x DOUBLE,
            min_y DOUBLE,
            max_x DOUBLE,
            max_y DOUBLE,
            srs_id INTEGER,
            constraint fk_gc_r_srs_id foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id)
        );
        create table gpkg_geometry_columns (
            table_name TEXT not null,
            column_name TEXT not null,
            geometry_type_name TEXT not null,
            srs_id INTEGER not null,
            z TINYINT not null,
            m TINYINT not null,
            constraint pk_geom_cols primary key (table_name, column_name),
            constraint uk_gc_table_name unique (table_name),
            constraint fk_gc_tn foreign key (table_name) references gpkg_contents (table_name),
            constraint fk_gc_srs foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id)
        );
        create table gpkg_extensions (
            table_name TEXT,
            column_name TEXT,
            extension_name TEXT not null,
            definition TEXT not null,
            scope TEXT not null,
            constraint ge_tce unique (table_name, column_name, extension_name)
        );
        insert into gpkg_spatial_ref_sys values
            ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
            ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
            ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid')
        """;

    internal const string InsertContents =
        "insert into gpkg_contents (table_name, data_type, identifier, description, last_change, min_x, min_y, max_x, max_y, srs_id) values ($1, 'features', $1, $2, $3, $4, $5, $6, $7, 4326)";

    internal const string InsertGeometryColumn =
        "insert into gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m) values ($1, 'geom', $2, 4326, 0, 0)";

    internal const string InsertExtension =
        "insert into gpkg_extensions (table_name, column_name, extension_name, definition, scope) values ($1, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only')";

    internal const string Index = "create virtual table rtree_{layer}_geom using rtree (id, minx, maxx, miny, maxy)";

    // The shadow tables of SQLite's R*Tree; see "The SQLite R*Tree Module", section 5.
    internal const string InsertNode = "insert or replace into rtree_{layer}_geom_node (nodeno, data) values ($1, $2)";

    internal const string InsertParent = "insert into rtree_{layer}_geom_parent (nodeno, parentnode) values ($1, $2)";

    internal const string InsertRow = "insert into rtree_{layer}_geom_rowid (rowid, nodeno) values ($1, $2)";

    // What keeps the index true when others edit the file; names and conditions are those of the specification, annex F.3.
    internal const string Triggers = """
        create trigger rtree_{layer}_geom_insert after insert on {layer}
        when (new.geom not null and not ST_IsEmpty(new.geom))
        begin
            insert or replace into rtree_{layer}_geom values (new.fid, ST_MinX(new.geom), ST_MaxX(new.geom), ST_MinY(new.geom), ST_MaxY(new.geom));
        end;
        create trigger rtree_{layer}_geom_update1 after update of geom on {layer}
        when old.fid = new.fid and (new.geom notnull and not ST_IsEmpty(new.geom))
        begin
            insert or replace into rtree_{layer}_geom values (new.fid, ST_MinX(new.geom), ST_MaxX(new.geom), ST_MinY(new.geom), ST_MaxY(new.geom));
        end;
        create trigger rtree_{layer}_geom_update2 after update of geom on {layer}
        when old.fid = new.fid and (new.geom isnull or ST_IsEmpty(new.geom))
        begin
            delete from rtree_{layer}_geom where id = old.fid;
        end;
        create trigger rtree_{layer}_geom_update3 after update on {layer}
        when old.fid != new.fid and (new.geom notnull and not ST_IsEmpty(new.geom))
        begin
            delete from rtree_{layer}_geom where id = old.fid;
            insert or replace into rtree_{layer}_geom values (new.fid, ST_MinX(new.geom), ST_MaxX(new.geom), ST_MinY(new.geom), ST_MaxY(new.geom));
        end;
        create trigger rtree_{layer}_geom_update4 after update on {layer}
        when old.fid != new.fid and (new.geom isnull or ST_IsEmpty(new.geom))
        begin
            delete from rtree_{layer}_geom where id in (old.fid, new.fid);
        end;
        create trigger rtree_{layer}_geom_delete after delete on {layer}
        when old.geom not null
        begin
            delete from rtree_{layer}_geom where id = old.fid;
        end
        """;
}
