using System.Globalization;
using System.Text;
using System.Text.Json;
using OsmTasking.Extraction.Formats;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class CsvFormatTests
{
    private static readonly string[] Keys = ["name", "landuse", "a,b;c\nd", "@id", "not there"];

    // GDAL 3.6 does not read a header with a line break in a name.
    private static readonly string[] KeysOnALine = [.. Keys.Where(key => !key.Contains('\n'))];

    [Fact]
    public void Write_Nothing_GivesTheHeader() => Assert.Equal(
        "@type,@id,name,WKT,tags\r\n", Write("", new CsvFormat(CsvGeometry.Wkt, FeatureAttributes.Type | FeatureAttributes.Id, ["name"])));

    [Fact]
    public void Write_Points_GivesAttributesKeysPlaceAndTheRest() => Assert.Equal(
        "@id,@version,name,lon,lat,tags\r\n"
        + "1,2,\"a\"\"b\",8.5000001,-0.05,\"{\"\"x\"\":\"\"y\"\"}\"\r\n"
        + "2,,,1,2,\"{\"\"@@id\"\":\"\"3\"\"}\"\r\n"
        + "3,,\"\",1,2,{}\r\n",
        Write("n1 x8.5000001 y-0.05 v2 Tname=a\"b,x=y\nn2 x1 y2 T@id=3\nn3 x1 y2 Tname=", new CsvFormat(CsvGeometry.LonLat, FeatureAttributes.Id | FeatureAttributes.Version, ["name"])));

    [Fact]
    public void Write_LineAsLonLat_GivesTheCentreOfItsBounds() => Assert.Equal(
        "lon,lat,tags\r\n5,1,\"{\"\"highway\"\":\"\"path\"\"}\"\r\n",
        Write("n1 x0 y0\nn2 x10 y1\nn3 x9 y2\nw1 Nn1,n2,n3 Thighway=path", new CsvFormat(CsvGeometry.LonLat, FeatureAttributes.None)));

    [Theory]
    [InlineData("tags")]
    [InlineData("wkt")]
    [InlineData("")]
    public void Keys_ThatAreColumnsOfTheFormat_AreRefused(string key) =>
        Assert.Contains($"'{key}'", Assert.Throws<ArgumentException>(() => new CsvFormat(keys: [key])).Message);

    [Fact]
    public void Keys_Twice_AreRefused() =>
        Assert.Contains("'name'", Assert.Throws<ArgumentException>(() => new CsvFormat(keys: ["name", "name"])).Message);

    [Fact]
    public void Write_HostileTags_AreReadBackByTheRulesOfRfc4180()
    {
        var records = Parse(Write(new HostileSource(), new CsvFormat(CsvGeometry.Wkt, FeatureAttributes.All, Keys)));
        var expected = FeatureRow.From(new HostileSource());
        var rows = records.Skip(1).Select(record =>
        {
            Assert.Equal(records[0].Count, record.Count);
            var named = records[0].Zip(record).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First!, pair => pair.Second!);
            var geometry = new NetTopologySuite.IO.WKTReader().Read(named["WKT"]);
            using var rest = JsonDocument.Parse(named["tags"]);
            var own = named.Where(pair => pair.Key is not ("WKT" or "tags")).Select(pair => (pair.Key, pair.Value));
            return new FeatureRow($"{named["@type"]}/{named["@id"]}", geometry, new(own.Concat(rest.RootElement.EnumerateObject().Select(tag => (tag.Name, tag.Value.GetString()!))).ToDictionary(), StringComparer.Ordinal));
        }).ToList();

        Assert.Equal(["@type", "@id", "@version", "@changeset", "@timestamp", "@uid", "@user", "name", "landuse", "a,b;c\nd", "@@id", "not there", "WKT", "tags"], records[0]);
        Assert.Equal(expected.Select(WithoutNul), rows.Select(row => row.Text));
        Assert.Equal(expected.Select(row => row.Geometry!.ToString()), rows.Select(row => row.Geometry!.ToString()));
    }

    [Fact]
    public void Write_HostileTags_AreReadByGdal()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["all.csv"], Write(new HostileSource(), new CsvFormat(CsvGeometry.Wkt, FeatureAttributes.All, KeysOnALine)));
        var expected = FeatureRow.From(new HostileSource());

        var rows = Gdal.Read(folder["all.csv"], "tags", name => name == "WKT" ? null : name, "-oo", "EMPTY_STRING_AS_NULL=YES", "-a_srs", "EPSG:4326");

        // GDAL makes every line break a line feed, and an empty value none.
        Assert.Equal(expected.Select(row => row.Id), rows.Select(row => row.Id));
        Assert.Equal(expected.Select(row => WithoutNul(row).Replace("\\r\\n", "\\n").Replace(",\"name\":\"\"", "")), rows.Select(row => row.Text));
        Assert.All(expected.Zip(rows), pair => Assert.True(pair.First.Geometry!.EqualsExact(pair.Second.Geometry), pair.First.Text));
    }

    [Fact]
    public void Write_LonLat_IsReadByGdal()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["all.csv"], Write(new HostileSource(), new CsvFormat(CsvGeometry.LonLat, FeatureAttributes.All, KeysOnALine)));
        var expected = FeatureRow.From(new HostileSource()).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Id} {row.Geometry!.EnvelopeInternal.Centre}"));

        var rows = Gdal.Read(folder["all.csv"], "tags", name => name is "lon" or "lat" ? null : name, "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-oo", "EMPTY_STRING_AS_NULL=YES", "-a_srs", "EPSG:4326");

        Assert.Equal(expected, rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Id} {row.Geometry!.Coordinate}")));
    }

    // U+0000 in a column of its own becomes U+FFFD.
    internal static string WithoutNul(FeatureRow row) => row.Text.Replace("\\u0000", "\\uFFFD");

    private static string Write(string text, RowFormat format) => Write(new OsmText(text), format);

    private static string Write(Blocks.IOsmSource source, RowFormat format)
    {
        using var output = new MemoryStream();
        FeatureRow.Write(source, format, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    // A reader by the grammar of the RFC; an empty field without quotes is null.
    private static List<List<string?>> Parse(string text)
    {
        List<List<string?>> records = [[]];
        for (var at = 0; at < text.Length;)
        {
            string? field = null;
            if (text[at] == '"')
            {
                field = "";
                for (at++; text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"'); at++)
                {
                    at += text[at] == '"' ? 1 : 0;
                    field += text[at];
                }

                at++;
            }
            else
            {
                var end = text.IndexOfAny([',', '\r', '\n', '"'], at);
                Assert.NotEqual('"', text[end]);
                field = end == at ? null : text[at..end];
                at = end;
            }

            records[^1].Add(field);
            if (text[at] == ',')
            {
                at++;
                continue;
            }

            Assert.Equal("\r\n", text.Substring(at, 2));
            at += 2;
            records.Add([]);
        }

        records.RemoveAt(records.Count - 1);
        return records;
    }
}
