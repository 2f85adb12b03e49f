using System.Text;
using System.Xml.Linq;
using OsmTasking.Extraction.Formats;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class KmlFormatTests
{
    private static readonly XNamespace Kml = "http://www.opengis.net/kml/2.2";

    [Fact]
    public void Write_Node_GivesAPlacemark() => Assert.Equal(
        """<Placemark id="node.-7"><name>a&lt;b</name><ExtendedData><Data name="@id"><value>-7</value></Data><Data name="name"><value>a&lt;b</value></Data></ExtendedData><Point><coordinates>8.5000001,-0.05</coordinates></Point></Placemark>""",
        Write(new OsmText("n-7 x8.5000001 y-0.05 Tname=a<b"), FeatureAttributes.Id).Split('\n')[2]);

    [Fact]
    public void Write_Nothing_GivesAnEmptyDocumentWithTheAttribution()
    {
        var document = XDocument.Parse(Write(new OsmText(""), FeatureAttributes.All));

        Assert.Equal(GeoJsonFormat.Attribution, document.Root!.Element(Kml + "Document")!.Element(Kml + "description")!.Value);
        Assert.Empty(document.Descendants(Kml + "Placemark"));
    }

    [Fact]
    public void Write_HostileTags_AreReadBackByAnXmlReader()
    {
        var rows = XDocument.Parse(Write(new HostileSource(), FeatureAttributes.All)).Descendants(Kml + "Placemark").Select(mark => new FeatureRow(
            ((string)mark.Attribute("id")!).Replace('.', '/'),
            null,
            new(mark.Descendants(Kml + "Data").ToDictionary(data => (string)data.Attribute("name")!, data => data.Value), StringComparer.Ordinal))).ToList();
        var expected = FeatureRow.From(new HostileSource());

        Assert.Equal(expected.Select(row => row with { Properties = new(row.Properties.ToDictionary(pair => pair.Key, pair => Allowed(pair.Value)), StringComparer.Ordinal) }).Select(row => row.Text), rows.Select(row => row.Text));
    }

    [Fact]
    public void Write_EveryKindOfGeometry_IsReadByGdal()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["all.kml"], Write(new HostileSource(), FeatureAttributes.All));
        var expected = FeatureRow.From(new HostileSource());

        var features = Gdal.Json(folder["all.kml"]);

        // GDAL calls the fields @id and name _id and Name.
        Assert.Equal(expected.Select(row => row.Id), features.Select(feature => $"{Field(feature, "_type")}/{Field(feature, "_id")}"));
        Assert.Equal(expected.Select(row => Allowed(row.Properties.GetValueOrDefault("name") ?? "").Trim()), features.Select(feature => Field(feature, "Name").Trim()));
        Assert.Equal(expected.Select(row => row.Properties.GetValueOrDefault("landuse") ?? ""), features.Select(feature => Field(feature, "landuse")));
        Assert.All(expected.Zip(features), pair => Assert.True(
            pair.First.Geometry!.EqualsExact(new NetTopologySuite.IO.WKTReader().Read(FeatureRow.Wkt(pair.Second.GetProperty("geometry")))), pair.First.Text));
    }

    private static string Field(System.Text.Json.JsonElement feature, string name) =>
        feature.GetProperty("properties").TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static string Allowed(string text) =>
        string.Concat(text.Select(character => character is '\t' or '\n' or '\r' or (>= ' ' and not ('\ufffe' or '\uffff')) ? character : '\ufffd'));

    private static string Write(Blocks.IOsmSource source, FeatureAttributes attributes)
    {
        using var output = new MemoryStream();
        FeatureRow.Write(source, new KmlFormat(attributes), output);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
