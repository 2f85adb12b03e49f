using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;

namespace OsmTasking.Core.Tests.Areas;

/// <summary>What is mended when asked: rings that cross themselves, areas over the antimeridian and beyond the map.</summary>
public class AreaPolicyTests
{
    private const string Bow = """{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}""";

    [Fact]
    public void BowTie_IsRepairedWhenAsked_AndTheChangeIsTold()
    {
        Assert.IsType<AreaResult.Refused>(AreaOfInterest.Parse(Bow));

        var accepted = Assert.IsType<AreaResult.Accepted>(AreaOfInterest.Parse(Bow, new AreaLimits { Repair = true }));

        Assert.Equal(0.5, accepted.Area.Shape.Area, 12);
        Assert.True(accepted.Area.Shape.IsValid);
        Assert.Contains("changed the area by 61", Assert.Single(accepted.Findings).Message, StringComparison.Ordinal);
    }

    // A Fiji-like rectangle, written in the three ways people do: cut, beyond 180, and jumping.
    [Theory]
    [InlineData("""{"type":"MultiPolygon","coordinates":[[[[177,-19],[180,-19],[180,-16],[177,-16],[177,-19]]],[[[-180,-19],[-178,-19],[-178,-16],[-180,-16],[-180,-19]]]]}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[[177,-19],[182,-19],[182,-16],[177,-16],[177,-19]]]}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[[-183,-19],[-178,-19],[-178,-16],[-183,-16],[-183,-19]]]}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[[177,-19],[-178,-19],[-178,-16],[177,-16],[177,-19]]]}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[[537,-19],[182,-19],[-178,-16],[177,-16],[537,-19]]]}""")]
    [Trait("Law", "11")]
    public void AreaOverTheAntimeridian_HasTheSameTasks_HoweverItIsWritten(string json)
    {
        var area = AreaOfInterest.Parse(json, new AreaLimits { Wrap = true }).OrThrow();

        Assert.Equal(15, area.Shape.Area, 9);
        Assert.True(area.Bounds.MinX >= -180 && area.Bounds.MaxX <= 180);
        var tasks = TileGrid.Cover(area, 8, clip: true);
        Assert.Equal(TileGrid.Cover(AreaOfInterest.Parse("""{"type":"MultiPolygon","coordinates":[[[[177,-19],[180,-19],[180,-16],[177,-16],[177,-19]]],[[[-180,-19],[-178,-19],[-178,-16],[-180,-16],[-180,-19]]]]}""").OrThrow(), 8, clip: true).Select(task => task.Tile), tasks.Select(task => task.Tile));
    }

    [Fact]
    [Trait("Law", "12")]
    public void RingRoundAPole_IsRefused() =>
        Assert.Equal("RoundPole", Assert.IsType<AreaResult.Refused>(AreaOfInterest.Parse(
            """{"type":"Polygon","coordinates":[[[0,80],[120,80],[-120,80],[0,80]]]}""", new AreaLimits { Wrap = true })).Findings[0].Code);

    [Fact]
    [Trait("Law", "12")]
    public void BeyondTheMap_IsCutWhenAsked_AndTheLossIsTold()
    {
        const string Json = """{"type":"Polygon","coordinates":[[[0,84],[1,84],[1,86],[0,86],[0,84]]]}""";
        Assert.Throws<GridLimitException>(() => TileGrid.Count(AreaOfInterest.Parse(Json).OrThrow(), 8));

        var accepted = Assert.IsType<AreaResult.Accepted>(AreaOfInterest.Parse(Json, new AreaLimits { CutPoles = true, SquareKilometres = 1e7 }));

        Assert.Equal(Tile.EdgeLatitude, accepted.Area.Bounds.MaxY, 12);
        Assert.Contains("m² beyond 85.0511", Assert.Single(accepted.Findings).Message, StringComparison.Ordinal);
        Assert.True(TileGrid.Count(accepted.Area, 8) > 0);
        Assert.IsType<AreaResult.Refused>(AreaOfInterest.Parse(Json.Replace("84", "85.5", StringComparison.Ordinal), new AreaLimits { CutPoles = true }));
    }
}
