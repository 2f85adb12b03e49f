using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats.VectorTiles;
using OsmTasking.Extraction.Tests;
using OsmTasking.Sqlite.MbTiles;
using OsmTasking.TestKit;

namespace OsmTasking.Sqlite.Tests.MbTiles;

public sealed class MbTilesWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("osmtasking-mbtiles-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "a.mbtiles");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_AnExtract_HasWhatTheSpecificationAsksFor()
    {
        var summary = Write(new OsmText(SmallWorld.Text), new() { MaxZoom = 4, Name = "small 'world'" });

        Assert.Equal(["ok"], Query("pragma integrity_check"));
        Assert.Equal(["1297105496"], Query("pragma application_id"));
        Assert.Equal(
            [
                "attribution|© OpenStreetMap contributors, ODbL 1.0", "bounds|-179.5000001,-85.05,30,30", "center|-74.7500001,-27.525,0", "format|pbf",
                "maxzoom|4", "minzoom|0", "name|small 'world'", "type|baselayer",
            ],
            Query("select name, value from metadata where name <> 'json' order by 1"));
        Assert.Equal(["points", "lines", "polygons"], JsonNode.Parse(Query("select value from metadata where name = 'json'")[0])!["vector_layers"]!.AsArray().Select(layer => (string)layer!["id"]!));
        Assert.Equal(summary.Zooms.Select(zoom => $"{zoom.Zoom}|{zoom.Tiles}|{zoom.Bytes}|{zoom.LargestTile}"), Query("select zoom_level, count(*), sum(length(tile_data)), max(length(tile_data)) from tiles group by 1 order by 1"));

        // Node 11 is in the south-west corner of the world; rows count from there.
        Assert.Equal(["1"], Query("select count(*) from tiles where zoom_level = 4 and tile_column = 0 and tile_row = 0"));
        Assert.Equal([summary.Tiles.ToString(CultureInfo.InvariantCulture)], Query("select count(*) from tiles where hex(substr(tile_data, 1, 2)) = '1F8B'"));
    }

    [Fact]
    public void Write_OneTile_GdalReadsWhatGeoJsonSays()
    {
        // GDAL takes keys that differ only in case for one field.
        var text = SmallWorld.Text.Replace("Name=", "quoted=").Replace("NAME=", "empty=");
        Write(new OsmText(text), new() { MinZoom = 0, MaxZoom = 0, Attributes = Extraction.Formats.FeatureAttributes.All });
        var expected = SmallWorld.GeoJson(new OsmText(text));

        var found = new List<string>();
        foreach (var layer in new[] { "points", "lines", "polygons" })
        {
            foreach (var feature in Features(layer))
            {
                var properties = feature["properties"]!.AsObject();
                var id = $"{properties["@type"]}/{Value(properties["@id"]!)}";
                found.Add(id);
                Assert.Equal(Values(expected[id]["properties"]!.AsObject()), Values(properties));

                // A step of tile 0/0/0 is 0.088 degrees.
                var (ours, theirs) = (Read(expected[id]["geometry"]!), Read(feature["geometry"]!));
                Assert.True(ours.Dimension == NetTopologySuite.Geometries.Dimension.Surface
                    ? ours.SymmetricDifference(theirs).Area < 0.15 * ours.Length
                    : theirs.IsWithinDistance(ours, 0.15) && theirs.Length <= ours.Length + 0.5, id);
            }
        }

        // A relation with nodes and ways among its members is in two layers.
        Assert.Equal(expected.Keys.Append("relation/4").Order(), found.Order());
    }

    [Fact]
    public void Write_ACountry_GdalFindsEveryFeatureOfTheExtract()
    {
        var source = OsmFile.Open(SharedData.PathOrSkip("data/liechtenstein.osm.pbf"));
        var summary = Write(source, new() { MinZoom = 12 });
        var expected = SmallWorld.GeoJson(source);

        var found = new[] { "points", "lines", "polygons" }.SelectMany(Features).Select(feature => $"{feature["properties"]!["@type"]}/{Value(feature["properties"]!["@id"]!)}").ToHashSet();

        Assert.Equal(expected.Keys.Order(), found.Order());
        Assert.Equal([12, 13, 14], summary.Zooms.Select(zoom => zoom.Zoom));
        Assert.InRange(summary.Zooms[2].Tiles, 100, 400); // 160 km², 2.5 km² a tile, and what lies across the border.
        Assert.Equal(["ok"], Query("pragma integrity_check"));
    }

    [Fact]
    public void Write_TheSameTwice_GivesTheTilesOfPmTiles()
    {
        var summary = Write(new OsmText(SmallWorld.Text), new() { MaxZoom = 6 });
        using var writer = new PmTilesWriter(Path + ".pmtiles", new() { MaxZoom = 6 });
        SmallWorld.Write(new OsmText(SmallWorld.Text), writer);

        Assert.Equal(summary.Zooms, writer.Summary.Zooms);
    }

    [Fact]
    public void Create_FileThatExists_IsRefusedAndKept()
    {
        File.WriteAllText(Path, "mine");

        Assert.Throws<StoreException>(() => new MbTilesWriter(Path));
        Assert.ThrowsAny<ArgumentException>(() => new MbTilesWriter(Path + "2", new() { Buffer = -1 }));

        Assert.Equal("mine", File.ReadAllText(Path));
        Assert.False(File.Exists(Path + "2"));
    }

    private static NetTopologySuite.Geometries.Geometry Read(JsonNode geometry) =>
        new NetTopologySuite.IO.WKTReader().Read(SmallWorld.Shape(geometry));

    // What MBTiles calls a number GDAL takes for a real one.
    private static string Value(JsonNode value) =>
        value.GetValueKind() == System.Text.Json.JsonValueKind.Number ? $"{(long)(double)value}" : (string)value!;

    private static string Values(JsonObject properties) => string.Join('\n', properties
        .Where(pair => pair.Value is not null && pair.Key is not ("mvt_id" or "@timestamp")).Select(pair => $"{pair.Key}={Value(pair.Value!)}").Order(StringComparer.Ordinal));

    private IEnumerable<JsonNode> Features(string layer) => SmallWorld.Parse(
        Gdal.Run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", "-t_srs", "EPSG:4326", "-lco", "COORDINATE_PRECISION=9", "-oo", "CLIP=NO", Path, layer))["features"]!.AsArray().Select(feature => feature!);

    private TileSetSummary Write(IOsmSource source, VectorTileOptions options)
    {
        using var writer = new MbTilesWriter(Path, options);
        Extractor.Run(source, new(), writer);
        writer.Complete();
        return writer.Summary;
    }

    private List<string> Query(string query)
    {
        using var connection = SqliteFeatureStore.Open(Path, SqliteOpenMode.ReadOnly)!;
        return connection.Query(row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(row.GetValue)), query);
    }
}
