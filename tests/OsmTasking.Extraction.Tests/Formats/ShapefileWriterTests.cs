using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class ShapefileWriterTests
{
    private static readonly string[] Keys = ["name", "landuse", "a,b;c\nd", "@id", "a-very-long-key-beyond-ten-characters:and:more", "a-very-long-key-beyond-ten-characters:and:other"];

    [Fact]
    public void Write_HostileTags_AreReadByGdal()
    {
        using var folder = new ScratchFolder();
        var writer = Write(new HostileSource(), folder["out"], Keys, fieldsPerValue: 30);
        var expected = FeatureRow.From(new HostileSource());

        var rows = Read(folder["out"]);

        Assert.Equal(0, writer.LossCount);
        Assert.Equal(["lines.dbf", "points.dbf", "polygons.dbf"], Directory.GetFiles(folder["out"], "*.dbf").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var row in expected.Where(row => row.Geometry!.GeometryType != "GeometryCollection"))
        {
            var found = Assert.Single(rows, other => other.Id == row.Id);
            Assert.Equal(CsvFormatTests.WithoutNul(row), CsvFormatTests.WithoutNul(found));
            Assert.True(FeatureRow.Normal(row.Geometry!).EqualsExact(FeatureRow.Normal(found.Geometry!)), row.Text);
        }

        // A collection is its points one by one, and its lines.
        var collection = Assert.Single(expected, row => row.Geometry!.GeometryType == "GeometryCollection");
        var parts = rows.Where(row => row.Id == collection.Id).ToList();
        Assert.Equal(["LineString", "Point", "Point"], parts.Select(row => row.Geometry!.GeometryType).Order(StringComparer.Ordinal));
        Assert.All(parts, part => Assert.Equal(collection.Text, part.Text));
        Assert.Equal(expected.Count + 2, rows.Count);
    }

    [Fact]
    public void Write_Polygons_TurnsOuterRingsClockwise()
    {
        using var folder = new ScratchFolder();
        Write(new OsmText("n1 x0 y0\nn2 x1 y0\nn3 x1 y1\nw1 Nn1,n2,n3,n1 Tlanduse=grass"), folder["out"], []);

        var bytes = File.ReadAllBytes(Path.Combine(folder["out"], "polygons.shp"));
        var positions = Enumerable.Range(0, 4).Select(i => (BitConverter.ToDouble(bytes, 100 + 8 + 48 + (16 * i)), BitConverter.ToDouble(bytes, 100 + 8 + 56 + (16 * i))));

        Assert.Equal([(0, 0), (1, 1), (1, 0), (0, 0)], positions);
        Assert.Equal(bytes.Length, 2 * System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(24)));
    }

    [Fact]
    public void Write_Fields_AreMappedInFieldsCsv()
    {
        using var folder = new ScratchFolder();
        Write(new OsmText($"n1 x0 y0 Taddr:housenumber=1,addr:housename={new string('x', 300)},straße=b"), folder["out"], ["addr:housenumber", "addr:housename", "straße"], FeatureAttributes.Id);

        Assert.Equal(
            """
            layer,field,key,part
            points,osm_id,@id,1
            points,addr_house,addr:housenumber,1
            points,addr_hous2,addr:housename,1
            points,addr_hou_2,addr:housename,2
            points,stra_e,straße,1
            points,tags,tags,1

            """,
            File.ReadAllText(Path.Combine(folder["out"], "fields.csv")).ReplaceLineEndings("\n"));
        Assert.Equal("UTF-8", File.ReadAllText(Path.Combine(folder["out"], "points.cpg")));
        Assert.Contains("WGS 84", Gdal.Run("ogrinfo", "-so", "-al", Path.Combine(folder["out"], "points.shp")));
    }

    [Fact]
    public void Write_MoreThanFits_IsReportedAndTheRestIsThere()
    {
        using var folder = new ScratchFolder();
        var text = $"n1 x0 y0 Tname={new string('x', 700)},small=1,big={new string('y', 600)},last=2\nn2 x1 y1 Tname=short";

        var writer = Write(new OsmText(text), folder["out"], ["name"], fieldsPerValue: 2);

        Assert.Equal(2, writer.LossCount);
        Assert.Equal([new ShapefileLoss(OsmKind.Node, 1, "big"), new ShapefileLoss(OsmKind.Node, 1, "name")], writer.Losses.OrderBy(loss => loss.Key, StringComparer.Ordinal));
        var row = Read(folder["out"])[0];
        Assert.Equal("1", row.Properties["small"]);
        Assert.Equal("2", row.Properties["last"]);
        Assert.Equal(new string('x', 508), row.Properties["name"]);
    }

    [Fact]
    public void Write_MoreFieldsThanATableHas_KeepsToThem()
    {
        using var folder = new ScratchFolder();
        var keys = Enumerable.Range(0, 240).Select(i => $"k{i}").ToArray();
        var text = $"n1 x0 y0 T{string.Join(',', keys.Select(key => $"{key}={new string('x', 300)}"))}";

        var writer = Write(new OsmText(text), folder["out"], keys);

        Assert.True(writer.LossCount > 200);
        Assert.Equal(255, File.ReadLines(Path.Combine(folder["out"], "fields.csv")).Count() - 1);
        Assert.Single(Read(folder["out"]));
    }

    [Theory]
    [InlineData(1000, ".shp")]
    [InlineData(600, ".dbf")]
    public void Write_MoreThanTheLimit_IsRefused(long limit, string file)
    {
        using var folder = new ScratchFolder();
        var path = string.Join(',', Enumerable.Range(1, 50).Select(i => $"n{i}"));
        var nodes = string.Join('\n', Enumerable.Range(1, 50).Select(i => $"n{i} x{i} y1 Tname=a"));
        var text = file == ".shp" ? $"{nodes.Replace(" Tname=a", "")}\nw1 N{path} Thighway=path\nw2 N{path} Thighway=path" : nodes;
        using var writer = new ShapefileWriter(folder["out"], FeatureAttributes.All, [], 8, limit);

        var exception = Assert.Throws<FormatLimitException>(() => Extractor.Run(new OsmText(text), new(), writer));

        Assert.Contains($"{file} would be larger than {limit} bytes", exception.Message);
    }

    [Fact]
    public void Keys_TooMany_AreRefused() =>
        Assert.Contains("255 fields", Assert.Throws<ArgumentException>(() => new ShapefileWriter("never", FeatureAttributes.None, Enumerable.Range(0, 255).Select(i => $"k{i}"))).Message);

    [Fact]
    public void Dispose_WithoutComplete_LeavesNothing()
    {
        using var folder = new ScratchFolder();
        using (var writer = new ShapefileWriter(folder["out"]))
        {
            Extractor.Run(new HostileSource(), new(), writer);
            Assert.NotEmpty(Directory.GetFiles(folder["out"]));
        }

        Assert.Empty(Directory.GetFiles(folder["out"]));
    }

    [Fact]
    public void Split_AnyText_GivesPartsThatAreTheTextAgain() =>
        Prop.ForAll(
            ArbMap.Default.GeneratorFor<NonNull<string>>().Zip(Gen.Choose(1, 400)).ToArbitrary(),
            pair =>
            {
                var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(pair.Item1.Get.Replace("\0", ""), pair.Item2)));
                var lengths = new List<int>();
                var exact = DbfText.Split(text, int.MaxValue, lengths);
                var from = 0;
                var parts = lengths.ConvertAll(length => Encoding.UTF8.GetString(text, (from += length) - length, length));
                return lengths.Sum() == text.Length && lengths.TrueForAll(length => length is > 0 and <= 254)
                    && parts.TrueForAll(part => !part.Contains('\ufffd') || Encoding.UTF8.GetString(text).Contains('\ufffd'))
                    && (!exact || string.Concat(parts.Select(part => part.Trim(' '))) == Encoding.UTF8.GetString(text));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Split_WordsWithSpaces_AreCutWithinWords()
    {
        var lengths = new List<int>();

        Assert.True(DbfText.Split(Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Repeat("Strasse", 100))), 8, lengths));
        Assert.Equal(4, lengths.Count);
        Assert.False(DbfText.Split(Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Repeat("x", 200))), 8, lengths));
        Assert.False(DbfText.Split("ends "u8, 8, lengths));
        Assert.False(DbfText.Split(""u8, 8, lengths));
    }

    /// <summary>The rows of all layers, with the parts of values put together and the keys in the place of the fields.</summary>
    internal static List<FeatureRow> Read(string folder)
    {
        var fields = File.ReadAllText(Path.Combine(folder, "fields.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(',', 3)).Select(line => (Layer: line[0], Field: line[1], Key: Unquoted(line[2][..line[2].LastIndexOf(',')]))).ToList();
        List<FeatureRow> rows = [];
        foreach (var layer in fields.GroupBy(field => field.Layer))
        {
            foreach (var feature in Gdal.Json(Path.Combine(folder, $"{layer.Key}.shp")))
            {
                var values = feature.GetProperty("properties");
                var joined = layer.GroupBy(field => field.Key).Select(key => (key.Key, Value: string.Concat(key.Select(field => Value(values, field.Field))))).Where(pair => pair.Value.Length > 0).ToDictionary();
                using var rest = System.Text.Json.JsonDocument.Parse(joined["tags"]);
                joined.Remove("tags");
                foreach (var tag in rest.RootElement.EnumerateObject())
                {
                    joined[tag.Name] = tag.Value.GetString()!;
                }

                rows.Add(new($"{joined["@type"]}/{joined["@id"]}", new NetTopologySuite.IO.WKTReader().Read(FeatureRow.Wkt(feature.GetProperty("geometry"))), new(joined, StringComparer.Ordinal)));
            }
        }

        return rows;
    }

    private static string Unquoted(string field) => field.StartsWith('"') ? field[1..^1].Replace("\"\"", "\"") : field;

    private static string Value(System.Text.Json.JsonElement values, string field) =>
        !values.TryGetProperty(field, out var value) || value.ValueKind == System.Text.Json.JsonValueKind.Null ? ""
            : value.ValueKind == System.Text.Json.JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static ShapefileWriter Write(IOsmSource source, string path, string[] keys, FeatureAttributes attributes = FeatureAttributes.All, int fieldsPerValue = 8)
    {
        using var writer = new ShapefileWriter(path, attributes, keys, fieldsPerValue);
        Extractor.Run(source, new(), writer);
        writer.Complete();
        return writer;
    }
}
