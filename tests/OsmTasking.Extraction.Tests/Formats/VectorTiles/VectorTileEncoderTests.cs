using System.Buffers;
using OsmTasking.Core.Tasks;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Formats.VectorTiles;

namespace OsmTasking.Extraction.Tests.Formats.VectorTiles;

public sealed class VectorTileEncoderTests
{
    private const string Every = """
        n1 x0 y0 v2 c3 i4 uZoë Tname=a"b,@id=x,empty=
        n2 x10 y0
        n3 x10 y10
        n4 x0 y10
        n5 x2 y2
        n6 x4 y2
        n7 x4 y4
        n8 x20 y20
        n9 x30 y20
        n10 x30 y30
        n-11 x-179.9999999 y-85.05 Tname=🗺️
        w1 Nn1,n2,n3,n4,n1 Tlanduse=grass
        w2 Nn5,n6,n7,n5 Thighway=service
        w3 Nn8,n9,n10,n8
        r1 Mw1@outer,w2@inner Ttype=multipolygon,landuse=forest
        r2 Mw1@outer,w2@inner,w3@outer Ttype=multipolygon,landuse=forest
        r3 Mw2@,w3@ Ttype=route,route=hiking
        r4 Mw2@,n8@stop Ttype=route,route=bus
        """;

    [Fact]
    public void Add_EveryKindOfGeometry_IsInItsLayerWithAllProperties()
    {
        var features = Tile(new(0, 0, 0), Every, new() { MaxZoom = 0, Attributes = FeatureAttributes.All });

        Assert.Equal(
            ["points 11 1", "points  1", "points 43 1", "lines 22 1", "lines 33 2", "lines 43 1", "polygons 12 1", "polygons 13 2", "polygons 23 3"],
            features.Select(feature => $"{feature.Layer} {feature.Id} {feature.Paths.Count}"));
        Assert.Equal("@type=node @id=#1 @version=#2 @changeset=#3 @uid=#4 @user=Zoë name=a\"b @@id=x empty=", Text(features[0]));
        Assert.Equal("@type=node @id=#-11 name=🗺️", Text(features[1]));
        Assert.Equal([(0, 4096)], features[1].Paths[0]);
        Assert.Equal([(2048, 2048)], features[0].Paths[0]);
    }

    [Fact]
    public void Add_Polygons_OuterRingsRunClockwiseOnTheScreenAndHolesTheOtherWay()
    {
        var polygons = Tile(new(0, 0, 0), Every, new() { MaxZoom = 0 }).Where(feature => feature.Type == 3).ToList();

        Assert.Equal(["+", "+-", "+-+"], polygons.Select(feature => string.Concat(feature.Paths.Select(path => DecodedTile.Area(path) > 0 ? '+' : '-'))));
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(4, 8, 7)]
    [InlineData(9, 269, 250)]
    public void Add_AFeatureInSeveralTiles_IsCutAtTheBuffer(int zoom, int x, int y)
    {
        var features = Tile(new(zoom, x, y), Every, new() { MaxZoom = 14, Tolerance = 0 });

        Assert.NotEmpty(features);
        Assert.All(features.SelectMany(feature => feature.Paths).SelectMany(path => path), place =>
        {
            Assert.InRange(place.X, -64, 4160);
            Assert.InRange(place.Y, -64, 4160);
        });
    }

    [Fact]
    public void Add_NeighbouringTiles_ShareWhatLiesInBothBuffers()
    {
        const string Line = "n1 x-1 y1 \n n2 x1 y2 \n w1 Nn1,n2 Thighway=path";
        var (west, east) = (Tile(new(6, 31, 31), Line), Tile(new(6, 32, 31), Line));

        var (a, b) = (Assert.Single(west).Paths[0], Assert.Single(east).Paths[0]);
        Assert.Equal(4160, a[^1].X);
        Assert.Equal(-64, b[0].X);
        double At(List<(int X, int Y)> line, double place) => line[0].Y + ((line[^1].Y - line[0].Y) * (place - line[0].X) / (line[^1].X - line[0].X));
        Assert.InRange(At(a, 4096) - At(b, 0), -1, 1);
    }

    [Fact]
    public void Add_BeforeTheLastZoom_SmallFeaturesAreLeftOutAndAtItNone()
    {
        const string Small = """
            n1 x0.0001 y0.0001 Tamenity=bench
            n2 x0.0001002 y0.0001
            n3 x0.0001 y0.0001002
            w1 Nn1,n2 Thighway=path
            w2 Nn1,n2,n3,n1 Tbuilding=yes
            """;

        Assert.Equal(["points"], Tile(new(13, 4096, 4095), Small).Select(feature => feature.Layer));
        var last = Tile(new(14, 8192, 8191), Small);
        Assert.Equal(["points", "lines", "polygons"], last.Select(feature => feature.Layer));
        Assert.Equal(2, last[1].Paths[0].Count);
        Assert.True(DecodedTile.Area(last[2].Paths[0]) > 0);
    }

    [Fact]
    public void Add_BeforeTheLastZoom_LinesAreSimplified()
    {
        var nodes = string.Join('\n', Enumerable.Range(1, 1000).Select(i => $"n{i} x{i / 100m} y{i % 2 / 1000m}"));
        var text = $"{nodes}\nw1 N{string.Join(',', Enumerable.Range(1, 1000).Select(i => $"n{i}"))} Thighway=path";

        Assert.Equal(2, Assert.Single(Tile(new(4, 8, 7), text)).Paths[0].Count);
        Assert.True(Assert.Single(Tile(new(4, 8, 7), text, new() { MaxZoom = 4 })).Paths[0].Count > 300);
    }

    [Fact]
    public void Start_AnotherTile_ForgetsTheOneBefore()
    {
        var encoder = new VectorTileEncoder();
        var output = new ArrayBufferWriter<byte>();
        Extractor.Run(new OsmText("n1 x1 y1 Ta=b"), new(), new Added(encoder));
        encoder.Start(new(1, 0, 0));
        encoder.Finish(output);

        Assert.Equal(0, output.WrittenCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Start(new(1, 2, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Start(new(1, 0, -1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Start(new(17, 0, 0)));
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedByName()
    {
        Assert.Contains("MaxZoom must be 0 to 16", Assert.ThrowsAny<ArgumentException>(() => new VectorTileEncoder(new() { MaxZoom = 17 })).Message);
        Assert.Contains("MinZoom must be 0 to 3", Assert.ThrowsAny<ArgumentException>(() => new VectorTileEncoder(new() { MinZoom = 4, MaxZoom = 3 })).Message);
        Assert.Contains("Buffer must be", Assert.ThrowsAny<ArgumentException>(() => new VectorTileEncoder(new() { Buffer = -1 })).Message);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(1, 0, 1, 2)]
    [InlineData(1, 1, 1, 3)]
    [InlineData(1, 1, 0, 4)]
    [InlineData(2, 0, 0, 5)]
    [InlineData(12, 3423, 1763, 19078479)] // From the specification's own test.
    public void TileIds_KnownTiles(int zoom, int x, int y, ulong id)
    {
        Assert.Equal(id, TileIds.Of(zoom, x, y));
        Assert.Equal(new TileKey(zoom, x, y), TileIds.Tile(id));
    }

    [Fact]
    public void TileIds_EachOfTheFirstTiles_IsANeighbourOfTheNext()
    {
        for (ulong id = 0; id < 5460; id++)
        {
            var (tile, next) = (TileIds.Tile(id), TileIds.Tile(id + 1));
            Assert.Equal(id, TileIds.Of(tile.Zoom, tile.X, tile.Y));
            Assert.True(tile.Zoom != next.Zoom || Math.Abs(tile.X - next.X) + Math.Abs(tile.Y - next.Y) == 1);
        }
    }

    private static string Text(DecodedFeature feature) => string.Join(' ', feature.Properties.Select(pair => $"{pair.Key}={pair.Value}"));

    private static List<DecodedFeature> Tile(TileKey tile, string text, VectorTileOptions? options = null)
    {
        var encoder = new VectorTileEncoder(options);
        encoder.Start(tile);
        Extractor.Run(new OsmText(text), new(), new Added(encoder));
        var output = new ArrayBufferWriter<byte>();
        encoder.Finish(output);
        return DecodedTile.Read(output.WrittenSpan);
    }

    private sealed class Added(VectorTileEncoder encoder) : IFeatureSink
    {
        public void Write(in OsmFeature feature) => encoder.Add(feature);
    }
}
