using System.IO.Compression;
using System.Text;
using OsmTasking.Extraction.Xml;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Xml;

public sealed class OsmXmlFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("<osm version='0.6'><bounds minlat='1' minlon='2' maxlat='3'\nmaxlon='181'/></osm>", 2, 1, "maxlon='181' is not a number from -180 to 180")]
    [InlineData("<osm version='0.6'>\n<create/></osm>", 2, 2, "<create> inside <osm>")]
    [InlineData("<osm version='0.6'><node id='1' visible='false'\nlat='x' lon='1'/></osm>", 2, 1, "lat='x'")]
    [InlineData("<osm version='0.6'><way id='1'>\n<way id='2'/></way></osm>", 2, 2, "<way> inside <way>")]
    [InlineData("<osm version='0.6'><way id='1'><tag k='a' v='b'>\n<tag k='a' v='b'/></tag></way></osm>", 2, 2, "<tag> inside <tag>")]
    public void Read_WhatIsNotOsmXml_IsRefusedWithLineAndColumn(string text, int line, int column, string message)
    {
        var path = _folder.Write("bad.osm", text);

        var fault = Assert.Throws<OsmFormatException>(() => OsmDump.Of(new OsmXmlFile(path)));

        Assert.StartsWith($"{path}, line {line}, column {column}: {message}", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4000)]
    [InlineData(100_000)]
    public void Read_MuchWhiteSpace_IsPassedOver(int length)
    {
        var space = string.Concat(Enumerable.Repeat(" \t\r\n", length / 4));
        var path = _folder.Write("a.osm", $"<osm version='0.6'>{space}<way id='1'>{space}<nd ref='5'>{space}</nd>{space}</way>{space}</osm>{space}");

        Assert.StartsWith("w1 N5 ", OsmDump.Of(new OsmXmlFile(path)).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KindsInAnyOrder_KeepsTheOrderOfTheFile()
    {
        var path = _folder.Write("a.osm", "<osm version='0.6'><relation id='1'/><way id='2'/><node id='3' lat='1' lon='1'/><way id='4'/><relation id='5'/></osm>");

        Assert.Equal(["r1", "w2", "n3", "w4", "r5"], OsmDump.Of(new OsmXmlFile(path)).Select(line => line[..2]));
    }

    [Fact]
    public void ReadHeader_OfSeveralBounds_GivesTheBoxAroundThem()
    {
        var path = _folder.Write("a.osm", "<osm version='0.6' generator='JOSM'><note>n</note><bounds minlat='1' minlon='2' maxlat='3' maxlon='4'/><bounds minlat='0' minlon='3' maxlat='2' maxlon='5'/><node id='1' lat='1' lon='1'/>not XML");

        var header = new OsmXmlFile(path).ReadHeader();

        Assert.Equal("JOSM", header.WritingProgram);
        Assert.Equal((2d, 0d, 5d, 3d), header.Bounds);
    }

    [Fact]
    public void Read_GzipWithAWrongChecksum_IsRefused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes("<osm version='0.6'><node id='1' lat='1' lon='1'/></osm>"));
        }

        var bytes = packed.ToArray();
        bytes[^6] ^= 1;
        File.WriteAllBytes(_folder["a.osm.gz"], bytes);

        Assert.Contains("not valid gzip data", Assert.Throws<OsmFormatException>(() => OsmDump.Of(OsmFile.Open(_folder["a.osm.gz"]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2015-01-01T02:00:00Z", 1_420_077_600)]
    [InlineData("2015-01-01T02:00:00.5Z", 1_420_077_600)]
    [InlineData("2015-01-01T02:00:00+02:00", 1_420_070_400)]
    [InlineData("1969-12-31T23:59:59Z", -1)]
    public void Read_Times_AreSeconds(string text, long expected)
    {
        var path = _folder.Write("a.osm", $"<osm version='0.6'><way id='1' timestamp='{text}'/></osm>");

        Assert.Contains($" t{expected} ", OsmDump.Of(new OsmXmlFile(path)).Single(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
