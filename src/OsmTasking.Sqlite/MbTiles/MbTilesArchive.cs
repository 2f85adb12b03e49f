using OsmTasking.Core.Tasks;
using OsmTasking.Extraction.Formats.VectorTiles;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite.MbTiles;

/// <summary>An MBTiles 1.3 file being written.</summary>
internal sealed class MbTilesArchive : ITileArchive
{
    private readonly RawFile _file;
    private readonly RawStatement? _insert;

    internal MbTilesArchive(string path)
    {
        _file = new RawFile(path);
        try
        {
            _file.Execute(MbTilesSql.Begin);
            _insert = _file.Prepare(MbTilesSql.InsertTile);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _insert?.Dispose();
        _file.Dispose();
    }

    public void Add(TileKey tile, ReadOnlySpan<byte> gzip)
    {
        _insert!.Bind(1, tile.Zoom);
        _insert.Bind(2, tile.X);
        _insert.Bind(3, (1L << tile.Zoom) - 1 - tile.Y); // Rows count northwards here.
        _insert.BindBlob(4, gzip);
        _insert.Run();
    }

    public void Complete(TileSetMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        using (var insert = _file.Prepare(MbTilesSql.InsertMetadata))
        {
            (string Name, string Value)[] rows =
            [
                ("name", metadata.Name),
                ("format", "pbf"),
                ("bounds", $"{metadata.West:0.#######},{metadata.South:0.#######},{metadata.East:0.#######},{metadata.North:0.#######}"),
                ("center", $"{metadata.CenterLongitude:0.#######},{metadata.CenterLatitude:0.#######},{metadata.CenterZoom}"),
                ("minzoom", $"{metadata.MinZoom}"),
                ("maxzoom", $"{metadata.MaxZoom}"),
                ("attribution", metadata.Attribution),
                ("type", "baselayer"),
                ("json", metadata.LayersToJson()),
            ];
            foreach (var (name, value) in rows)
            {
                insert.BindText(1, name);
                insert.BindText(2, value);
                insert.Run();
            }
        }

        _file.Execute(MbTilesSql.Finish);
    }
}
