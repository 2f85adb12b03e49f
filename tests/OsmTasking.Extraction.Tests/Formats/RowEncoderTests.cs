using System.Buffers;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class RowEncoderTests
{
    public static TheoryData<string, RowFormat> Formats => new()
    {
        { "GeoJSON", new GeoJsonFormat() },
        { "COPY", new PgFormat() },
        { "CSV, WKT", new CsvFormat(CsvGeometry.Wkt, FeatureAttributes.All, ["name", "landuse"]) },
        { "CSV, lon and lat", new CsvFormat(CsvGeometry.LonLat, FeatureAttributes.All, ["name", "landuse"]) },
        { "KML", new KmlFormat() },
    };

    [Theory]
    [MemberData(nameof(Formats), DisableDiscoveryEnumeration = true)]
    public void Encode_ASecondTime_AllocatesNothingAndGivesTheSame(string name, RowFormat format)
    {
        var sink = new Twice(format.CreateEncoder());

        Extractor.Run(new HostileSource(), new(), sink);

        Assert.True(sink.Features > 20, name);
        Assert.Equal(0, sink.Allocated);
    }

    private sealed class Twice(IRowEncoder encoder) : IFeatureSink
    {
        private readonly ArrayBufferWriter<byte> _first = new(1 << 20);
        private readonly ArrayBufferWriter<byte> _second = new(1 << 20);

        internal int Features { get; private set; }

        internal long Allocated { get; private set; }

        public void Write(in OsmFeature feature)
        {
            _first.ResetWrittenCount();
            _second.ResetWrittenCount();
            encoder.Encode(feature, _first);
            var before = GC.GetAllocatedBytesForCurrentThread();
            encoder.Encode(feature, _second);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(_first.WrittenSpan.SequenceEqual(_second.WrittenSpan));
            if (feature.Id == 50)
            {
                return; // Its bytes are no UTF-8; replacing them may allocate.
            }

            Features++;
            Allocated += allocated;
        }
    }
}
