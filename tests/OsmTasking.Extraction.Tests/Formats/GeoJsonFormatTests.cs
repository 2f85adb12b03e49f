using System.Text;
using System.Text.Json;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class GeoJsonFormatTests
{
    [Fact]
    public void Write_Nothing_GivesAValidEmptyCollection() => Assert.Equal(
        """{"type":"FeatureCollection","attribution":"© OpenStreetMap contributors, ODbL 1.0","features":[]}""", Write("").TrimEnd());

    [Fact]
    public void Write_Node_GivesIdTagsAndInfo() => Assert.Equal(
        """{"type":"Feature","id":"node/1","geometry":{"type":"Point","coordinates":[8.5000001,-0.05]},"properties":{"@type":"node","@id":1,"@version":2,"@changeset":3,"@timestamp":"2001-09-09T01:46:40Z","@uid":4,"@user":"Zoë","name":"a\"b","@@id":"x"}}""",
        Feature(Write("n1 x8.5000001 y-0.05 v2 c3 s1000000000 i4 uZoë Tname=a\"b,@id=x,name=again")));

    [Fact]
    public void Write_Node_WithoutInfoLeavesItOut() => Assert.Equal(
        """{"type":"Feature","id":"node/-7","geometry":{"type":"Point","coordinates":[-180,90]},"properties":{"@type":"node","@id":-7,"a":"b"}}""",
        Feature(Write("n-7 x-180 y90 Ta=b")));

    [Fact]
    public void Write_ManyTags_AreAllWrittenOnceAndSoon()
    {
        var keys = Enumerable.Range(0, 100_000).Select(i => $"k{i}=v").Append("k5=again");
        using var document = JsonDocument.Parse(Write($"n1 x0 y0 T{string.Join(',', keys)}"));

        Assert.Equal(100_002, document.RootElement.GetProperty("features")[0].GetProperty("properties").EnumerateObject().Count());
    }

    [Fact]
    public void Write_EveryKindOfGeometry_IsReadBackTheSame()
    {
        const string Text = """
            n1 x0 y0 Ta=b
            n2 x10 y0
            n3 x10 y10
            n4 x0 y10
            n5 x2 y2
            n6 x4 y2
            n7 x4 y4
            n8 x20 y20
            n9 x30 y20
            n10 x30 y30
            w1 Nn1,n2,n3,n4,n1 Tlanduse=grass
            w2 Nn5,n6,n7,n5 Thighway=service
            w3 Nn8,n9,n10,n8
            r1 Mw1@outer,w2@inner Ttype=multipolygon,landuse=forest
            r2 Mw1@outer,w2@inner,w3@outer Ttype=multipolygon,landuse=forest
            r3 Mw2@,w3@ Ttype=route,route=hiking
            r4 Mw2@,n8@stop Ttype=route,route=bus
            """;
        var expected = Extracted.From(Text).Objects;

        using var document = JsonDocument.Parse(Write(Text));
        var features = document.RootElement.GetProperty("features").EnumerateArray().ToList();

        Assert.Equal(["Point", "Polygon", "LineString", "Polygon", "MultiPolygon", "MultiLineString", "GeometryCollection"], expected.Select(item => item.Geometry.GeometryType));
        Assert.Equal(expected.Count, features.Count);
        foreach (var (item, feature) in expected.Zip(features))
        {
            Assert.Equal(item.Geometry.ToString(), Wkt(feature.GetProperty("geometry")));
        }
    }

    [Fact]
    public void Write_BytesThatAreNoUtf8_BecomeReplacementCharacters()
    {
        using var output = new MemoryStream();
        Extractor.Write(new BadText(), new(), new GeoJsonFormat(), output);

        Assert.Contains("\"a\uFFFD\":\"\uFFFDb\"", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void Write_ManyFeatures_KeepsMemoryConstant()
    {
        var text = string.Join('\n', Enumerable.Range(1, 2000).Select(i => $"n{i} x{i % 180}.1234567 y1 Tname=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
        using var output = new LargestWrite();
        using (var writer = new RowWriter(new GeoJsonFormat(), output))
        {
            Extractor.Run(new OsmText(text), new(), writer);
            writer.Complete();
        }

        Assert.InRange(output.Largest, 1, 70_000);
        Assert.True(output.Total > 300_000);
    }

    private static string Write(string text)
    {
        using var output = new MemoryStream();
        Extractor.Write(new OsmText(text), new(), new GeoJsonFormat(), output);

        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static string Feature(string collection) => collection[(collection.IndexOf('[') + 1)..^3];

    private static string Wkt(JsonElement geometry)
    {
        var type = geometry.GetProperty("type").GetString()!;
        return type == "GeometryCollection"
            ? $"GEOMETRYCOLLECTION ({string.Join(", ", geometry.GetProperty("geometries").EnumerateArray().Select(Wkt))})"
            : $"{type.ToUpperInvariant()} {(type == "Point" ? $"({Positions(geometry.GetProperty("coordinates"))})" : Positions(geometry.GetProperty("coordinates")))}";

        static string Positions(JsonElement array) => array[0].ValueKind == JsonValueKind.Number
            ? $"{array[0].GetDouble()} {array[1].GetDouble()}"
            : $"({string.Join(", ", array.EnumerateArray().Select(Positions))})";
    }

    private sealed class BadText : IOsmSource
    {
        public long? LengthInBytes => null;

        public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
        {
            var block = new OsmBlock();
            var tags = block.AddTags([new OsmTag(block.AddString([(byte)'a', 0xFF]), block.AddString([0xC3, (byte)'b']))]);
            block.Add(new OsmNode(1, 0, 0, tags, new OsmInfo(0, 0, 0, 0, 0, Visible: true)));
            visit(block);
        }
    }

    private sealed class LargestWrite : Stream
    {
        internal int Largest { get; private set; }

        internal long Total { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Total;

        public override long Position { get => Total; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Largest = Math.Max(Largest, buffer.Length);
            Total += buffer.Length;
        }
    }
}
