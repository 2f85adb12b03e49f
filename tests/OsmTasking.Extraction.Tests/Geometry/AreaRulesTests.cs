using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Tests.Geometries;

public sealed class AreaRulesTests
{
    [Theory]
    [InlineData("building=yes", true)]
    [InlineData("building=no", false)]
    [InlineData("highway=residential", false)] // A roundabout.
    [InlineData("highway=services", true)]
    [InlineData("highway=pedestrian,area=yes", true)]
    [InlineData("building=yes,area=no", false)]
    [InlineData("area=maybe,building=yes", true)]
    [InlineData("barrier=fence", false)]
    [InlineData("barrier=fence,landuse=farmyard", true)]
    [InlineData("natural=water", true)]
    [InlineData("natural=coastline", false)]
    [InlineData("leisure=track", false)]
    [InlineData("waterway=riverbank", true)]
    [InlineData("waterway=river", false)]
    [InlineData("name=Nothing", false)]
    public void IsArea_OfClosedWay_FollowsTheTable(string tags, bool area) =>
        Assert.Equal(area ? "Polygon" : "LineString", Closed(tags, AreaRules.Default));

    [Fact]
    public void IsArea_Topological_TakesEveryClosedWay() => Assert.Equal("Polygon", Closed("highway=service,area=no", AreaRules.Topological));

    [Fact]
    public void IsArea_OwnRules_ReplaceTheTable()
    {
        AreaRules rules = new([new("highway", ["racetrack"]), new("barrier", ["fence"], AllBut: true)]);

        Assert.Equal("Polygon", Closed("highway=racetrack", rules));
        Assert.Equal("LineString", Closed("building=yes", rules));
        Assert.Equal("Polygon", Closed("barrier=hedge", rules));
        Assert.Equal("LineString", Closed("barrier=fence", rules));
    }

    [Fact]
    public void Rules_WithAKeyTwice_AreRefused() =>
        Assert.Contains("'building' twice", Assert.Throws<ArgumentException>(() => new AreaRules([new("building", []), new("building", ["yes"])])).Message);

    private static string Closed(string tags, AreaRules rules) => Assert.Single(Extracted.From(
        $"n1 x0 y0\nn2 x1 y0\nn3 x1 y1\nw1 Nn1,n2,n3,n1 T{tags}", new() { AreaRules = rules }).Objects).Geometry.GeometryType;
}
