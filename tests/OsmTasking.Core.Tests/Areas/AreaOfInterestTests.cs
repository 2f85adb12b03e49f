using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Tests.Areas;

public class AreaOfInterestTests
{
    private const string Square = "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]";

    [Theory]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":" + Square + "}")]
    [InlineData("{\"type\":\"MultiPolygon\",\"coordinates\":[" + Square + "]}")]
    [InlineData("{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":" + Square + "}}")]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":null},{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":" + Square + "}}]}")]
    [InlineData("{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Polygon\",\"coordinates\":[[[0,0,5],[1,0,5],[1,1,5],[0,1,5],[0,0,5]]]}]}")]
    public void Parse_OfEveryKind_GivesTheArea(string json)
    {
        var area = AreaOfInterest.Parse(json).OrThrow();

        // One degree by one degree at the equator on the authalic sphere.
        Assert.Equal(12_364_155_397, area.SquareMetres, 0.001 * area.SquareMetres);
        Assert.Equal(("Polygon", 4326), (area.Shape.GeometryType, area.Shape.SRID));
    }

    [Fact]
    public void Parse_OfOverlappingParts_Dissolves()
    {
        var area = AreaOfInterest.Parse("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[2,0],[2,2],[0,2],[0,0]]],[[[1,1],[3,1],[3,3],[1,3],[1,1]]]]}").OrThrow();

        Assert.Equal(7, area.Shape.Area, 1e-9);
        Assert.True(area.Shape.IsValid);
    }

    [Theory]
    [InlineData("", "NotJson", "")]
    [InlineData("{\"type\":\"Point\",\"coordinates\":[0,0]}", "InvalidGeoJson", "")]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[]}", "MustHaveFeatures", "")]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\"}]}", "InvalidGeoJson", "features[0]")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}", "SelfIntersectingAOI", "")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}", "InvalidGeoJson", "coordinates[0]")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[0,0]]]}", "InvalidGeoJson", "coordinates[0]")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[181,0],[1,1],[0,0]]]}", "InvalidGeoJson", "coordinates[0][1]")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1e999,0],[1,1],[0,0]]]}", "InvalidGeoJson", "coordinates[0][1]")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[\"x\",0],[1,1],[0,0]]]}", "InvalidGeoJson", "coordinates[0][1]")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[2,0],[0,0]]]}", "SelfIntersectingAOI", "")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[0,-80],[170,-80],[170,80],[0,80],[0,-80]]]}", "TooLarge", "")]
    [Trait("Law", "13")]
    public void Parse_OfAFault_NamesItsPlace(string json, string code, string path)
    {
        var refused = Assert.IsType<AreaResult.Refused>(AreaOfInterest.Parse(json));

        Assert.Equal((code, path), (refused.Findings[0].Code, refused.Findings[0].Path));
    }

    [Fact]
    public void Parse_OfHostileDocuments_OnlyEverFinds()
    {
        string[] documents =
        [
            new string('[', 100_000), string.Concat(Enumerable.Repeat("{\"type\":", 10_000)), "{\"type\":\"\ud800\"}", "{\"type\":\"Polygon\",\"coordinates\":[[[\0]]]}",
            "{\"type\":\"Polygon\",\"coordinates\":[" + string.Join(',', Enumerable.Repeat("[[0,0],[1,0],[1,1],[0,0]]", 5000)) + "]}",
            "{\"type\":\"Polygon\",\"coordinates\":[[" + string.Join(',', Enumerable.Range(0, 1_000_001).Select(_ => "[0,0]")) + "]]}",
        ];

        Assert.All(documents, document => Assert.IsType<AreaResult.Refused>(AreaOfInterest.Parse(document)));
    }

    [Fact]
    [Trait("Law", "13")]
    public void Parse_OfMutatedText_NeverThrows()
    {
        var random = new Random(20261121);
        var good = System.Text.Encoding.UTF8.GetBytes("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":" + Square + "}}]}");
        for (var round = 0; round < 20_000; round++)
        {
            var broken = (byte[])good.Clone();
            broken[random.Next(broken.Length)] = (byte)random.Next(256);
            broken[random.Next(broken.Length)] = (byte)"0123456789-.eE[]{},\""[random.Next(20)];
            AreaOfInterest.Parse(broken);
        }
    }
}
