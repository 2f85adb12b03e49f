using System.Buffers;
using System.Text;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class WktWriterTests
{
    [Fact]
    public void Write_EveryKindOfGeometry_IsReadByNts()
    {
        var sink = new WktSink();
        var expected = Extracted.From(new HostileSource()).Objects;

        Extractor.Run(new HostileSource(), new(), sink);

        Assert.Equal(6, expected.Select(item => item.Geometry.GeometryType).Distinct().Count());
        Assert.Equal(expected.Select(item => item.Geometry.ToString()), sink.Texts.Select(text => new NetTopologySuite.IO.WKTReader().Read(text).ToString()));
    }

    [Fact]
    public void Write_NoGeometry_IsAnEmptyCollection()
    {
        var output = new ArrayBufferWriter<byte>();

        WktWriter.Write(new PackedGeometry(), output);

        Assert.Equal("GEOMETRYCOLLECTION EMPTY", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private sealed class WktSink : IFeatureSink
    {
        internal List<string> Texts { get; } = [];

        public void Write(in OsmFeature feature)
        {
            var output = new ArrayBufferWriter<byte>();
            WktWriter.Write(feature.Geometry, output);
            Texts.Add(Encoding.UTF8.GetString(output.WrittenSpan));
        }
    }
}
