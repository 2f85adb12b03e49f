using System.Text;
using OsmTasking.Core.Areas;

namespace OsmTasking.Extraction.Tests.Fuzzing;

public sealed class AreaFuzzTests
{
    private static readonly string[] Tokens =
    [
        "type", "Polygon", "MultiPolygon", "Feature", "FeatureCollection", "GeometryCollection", "coordinates", "geometry", "geometries", "features", "null", "true", "0", "-0", "1e999", "-180", "180.0000001",
        "90", "1e-320", "NaN", "\"", "\\ud800", "\\u0000", "\\u0074ype", "[", "]", "{", "}", ",", ":", "[[[", "]]]", "[0,0]", "[1,1,1]", "{}", "[]", "9.505", "47.05", "/*", "\ufeff", "\ud800",
    ];

    [Fact]
    public void Areas_BrokenAnywhere_AreReadOrRefused()
    {
        string[] seeds =
        [
            """{"type":"Polygon","coordinates":[[[9.5,47],[9.51,47],[9.51,47.1],[9.5,47.1],[9.5,47]],[[9.504,47.04],[9.506,47.04],[9.506,47.06],[9.504,47.04]]]}""",
            """{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[2,2],[3,2],[3,3],[2,2]]]]}""",
            """{"type":"Feature","properties":{"a":[1,{"b":null}]},"geometry":{"type":"Polygon","coordinates":[[[-0.5,-0.5,3],[0.5,-0.5],[0.5,0.5],[-0.5,0.5],[-0.5,-0.5]]]}}""",
            """{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}},{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0.5,0.5],[1.5,0.5],[1.5,1.5],[0.5,1.5],[0.5,0.5]]]}},{"type":"Feature","geometry":null}]}""",
            """{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[0,0],[1e-7,0],[1e-7,1e-7],[0,0]]]}]}""",
        ];

        new FuzzRun("GeoJSON areas", 8, 32 << 20).Run([.. seeds.Select(Encoding.UTF8.GetBytes)], Tokens, input => AreaOfInterest.Parse(input) is AreaResult.Accepted);
    }

    // Found by the test above: the JSON parser lets these through and then fails with an exception of its own.
    [Theory]
    [InlineData("""{"\ud800type":1,"type":"Polygon","coordinates":[]}""")]
    [InlineData("""{"type":"Polygon","coordinate\udfff":[]}""")]
    [InlineData("""{"type":"Feature","geom\ud800try":null}""")]
    public void Areas_WithHalfACharacterInAName_AreRefused(string json) => Assert.IsType<AreaResult.Refused>(AreaOfInterest.Parse(json));
}
