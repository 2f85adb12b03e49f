using OsmTasking.Extraction.Formats;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Formats;

/// <summary>A country in every format, as GDAL reads it: the same objects in all.</summary>
public sealed class SameRowsTests
{
    private static readonly string[] Keys = ["name", "highway", "building"];

    [Fact]
    public void Write_ARealFile_GivesTheSameRowsInEveryFormat()
    {
        var source = OsmFile.Open(SharedData.PathOrSkip("data/liechtenstein.osm.pbf"));
        using var folder = new ScratchFolder();
        var rows = WriteAll(source, folder);

        var expected = Ids(folder["all.geojson"], "@type", "@id");

        Assert.True(rows > 10_000);
        Assert.Equal(rows, expected.Count);
        Assert.Equal(expected, Ids(folder["all.geojsonl"], "@type", "@id"));
        Assert.Equal(expected, Ids(folder["wkt.csv"], "@type", "@id"));
        Assert.Equal(expected, Ids(folder["lonlat.csv"], "@type", "@id"));
        Assert.Equal(expected, Ids(folder["all.kml"], "_type", "_id"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), Ids(folder["all.fgb"], "@type", "@id").Order(StringComparer.Ordinal));
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            new[] { "points", "lines", "polygons" }.SelectMany(layer => Ids(Path.Combine(folder["shapes"], $"{layer}.shp"), "osm_type", "osm_id")).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(expected, File.ReadLines(folder["all.pg"]).Select(line => line.Split('\t')).Select(columns => $"{columns[1]}/{columns[2]}"));
    }

    [Fact]
    public void Write_ARealFile_GivesTheSameGeometriesInFlatGeobufAndShapefiles()
    {
        var source = OsmFile.Open(SharedData.PathOrSkip("data/liechtenstein.osm.pbf"));
        using var folder = new ScratchFolder();
        using var indexed = new FlatGeobufWriter(folder["all.fgb"], FeatureAttributes.All, Keys);
        using var shapes = new ShapefileWriter(folder["shapes"], FeatureAttributes.All, Keys, fieldsPerValue: 16);
        Extractor.Run(source, new(), new Several([indexed, shapes]));
        indexed.Complete();
        shapes.Complete();
        var expected = FeatureRow.From(source).ToDictionary(row => row.Id);

        var flat = Gdal.Read(folder["all.fgb"], "tags", null);
        Assert.Equal(expected.Count, flat.Count);
        Assert.Empty(flat.Where(row => !row.Geometry!.EqualsExact(expected[row.Id].Geometry) || row.Text != expected[row.Id].Text).Select(row => $"{row.Text} is not {expected[row.Id].Text}").Take(3));

        var lost = shapes.Losses.Select(loss => $"{OsmFeature.KindName(loss.Kind)}/{loss.Id}").ToHashSet();
        var rows = ShapefileWriterTests.Read(folder["shapes"]);
        Assert.Empty(rows.Where(row => row.Text != expected[row.Id].Text && !lost.Contains(row.Id)).Select(row => $"{row.Text} is not {expected[row.Id].Text}").Take(3));
        Assert.Empty(rows.Where(row => expected[row.Id].Geometry!.GeometryType != "GeometryCollection" && !FeatureRow.Normal(row.Geometry!).EqualsExact(FeatureRow.Normal(expected[row.Id].Geometry!))).Select(row => row.Text).Take(3));
    }

    private static long WriteAll(Blocks.IOsmSource source, ScratchFolder folder)
    {
        (string Name, RowFormat Format)[] formats =
        [
            ("all.geojson", new GeoJsonFormat()),
            ("all.geojsonl", new GeoJsonSequenceFormat()),
            ("wkt.csv", new CsvFormat(CsvGeometry.Wkt, FeatureAttributes.All, Keys)),
            ("lonlat.csv", new CsvFormat(CsvGeometry.LonLat, FeatureAttributes.All, Keys)),
            ("all.kml", new KmlFormat()),
            ("all.pg", new PgFormat()),
        ];
        var files = formats.Select(format => File.Create(folder[format.Name])).ToList();
        using var indexed = new FlatGeobufWriter(folder["all.fgb"], FeatureAttributes.All, Keys);
        using var shapes = new ShapefileWriter(folder["shapes"], FeatureAttributes.All, Keys);
        IFeatureWriter[] writers = [.. formats.Zip(files, (format, file) => new RowWriter(format.Format, file)), indexed, shapes];
        var summary = Extractor.Run(source, new(), new Several(writers));
        foreach (var writer in writers)
        {
            writer.Complete();
        }

        files.ForEach(file => file.Dispose());
        return summary.TotalRows;
    }

    private static List<string> Ids(string path, string type, string id) =>
        [.. Gdal.Run("ogr2ogr", "-f", "CSV", "/vsistdout/", path, "-select", $"{type},{id}").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Replace(",", "/", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal))];

    private sealed class Several(IFeatureWriter[] writers) : IFeatureSink
    {
        public void Write(in OsmFeature feature)
        {
            foreach (var writer in writers)
            {
                writer.Write(feature);
            }
        }
    }
}
