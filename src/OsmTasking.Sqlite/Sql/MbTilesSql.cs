namespace OsmTasking.Sqlite.Sql;

/// <summary>Statements of MBTiles 1.3.</summary>
internal static class MbTilesSql
{
    // An index made at the end would sort all tiles in memory; they come zoom by zoom and near ones together, which it takes well.
    // "MPBX". Nobody reads the file before it is complete, and nobody needs it if it never is.
    internal const string Begin = """
        pragma page_size = 4096;
        pragma encoding = 'UTF-8';
        pragma journal_mode = off;
        pragma synchronous = off;
        pragma locking_mode = exclusive;
        pragma temp_store = memory;
        pragma cache_size = -8000;
        pragma application_id = 1297105496;
        begin;
        create table metadata (name text, value text);
        create table tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);
        create unique index tile_by_place on tiles (zoom_level, tile_column, tile_row)
        """;

    internal const string InsertTile = "insert into tiles (zoom_level, tile_column, tile_row, tile_data) values ($1, $2, $3, $4)";

    internal const string InsertMetadata = "insert into metadata (name, value) values ($1, $2)";

    internal const string Finish = """
        create unique index metadata_by_name on metadata (name);
        commit
        """;
}
