using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

public class TileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(24)]
    public void Outline_SharesItsCornersWithItsNeighbours(int zoom)
    {
        var column = (1 << zoom) / 3;
        Assert.Equal(Tile.West(zoom, column + 1), Tile.Box(new TileKey(zoom, column, 0)).MaxX);
        Assert.Equal(Tile.North(zoom, 1), Tile.Box(new TileKey(zoom, 0, 0)).MinY);
        if (zoom < 24)
        {
            Assert.Equal(Tile.West(zoom, column), Tile.West(zoom + 1, column * 2));
            Assert.Equal(Tile.North(zoom, column), Tile.North(zoom + 1, column * 2));
        }
    }

    [Fact]
    [Trait("Law", "14")]
    public void Cover_OfTooManyCells_IsRefusedAtOnceWithTheZoomThatFits()
    {
        var area = AreaOfInterest.Of(Tile.Outline(new TileKey(6, 30, 30))).OrThrow();

        var fault = Assert.Throws<GridLimitException>(() => TileGrid.Cover(area, 24, clip: false));

        // 4^9 cells at zoom 15, 4^10 = 1,048,576 at zoom 16.
        Assert.Equal(("The grid at zoom 24 would have more than 1000000 tasks, which is the most: zoom 15 is the largest that fits this area.", 15), (fault.Message, fault.LargestZoom));
        Assert.Equal(262_144, TileGrid.Count(area, 15));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileGrid.Cover(area, 25, clip: false));
    }

    [Fact]
    [Trait("Law", "12")]
    public void Cover_BeyondTheTiles_IsRefused()
    {
        var area = AreaOfInterest.Parse("{\"type\":\"Polygon\",\"coordinates\":[[[0,84],[1,84],[1,86],[0,86],[0,84]]]}").OrThrow();

        Assert.Contains("latitude 84 to 86", Assert.Throws<GridLimitException>(() => TileGrid.Count(area, 5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cover_OfAnAreaInOneCell_GivesTheAreaItself()
    {
        var area = AreaOfInterest.Parse("{\"type\":\"Polygon\",\"coordinates\":[[[0.001,0.001],[0.002,0.001],[0.002,0.002],[0.001,0.001]]]}").OrThrow();

        var cell = Assert.Single(TileGrid.Cover(area, 14, clip: true));

        Assert.Equal((new TileKey(14, 8192, 8191), false), (cell.Tile!.Value, cell.IsSquare));
        Assert.True(cell.Shape.EqualsExact(area.Shape));
    }

    // Tasking Manager drops a cell that holds a part of the area and also touches another part along a line or in a point.
    [Fact]
    public void Cover_OfAPartAndATouch_KeepsTheCell()
    {
        var (box, next) = (Tile.Box(new TileKey(12, 1000, 1500)), Tile.Box(new TileKey(12, 1001, 1500)));
        var half = (box.MinX + box.MaxX) / 2;
        var area = AreaOfInterest.Parse($$"""
            {"type":"MultiPolygon","coordinates":[
              [[[{{box.MinX}},{{box.MinY}}],[{{half}},{{box.MinY}}],[{{half}},{{box.MaxY}}],[{{box.MinX}},{{box.MaxY}}],[{{box.MinX}},{{box.MinY}}]]],
              [[[{{next.MinX}},{{next.MinY}}],[{{next.MaxX}},{{next.MinY}}],[{{next.MaxX}},{{next.MaxY}}],[{{next.MinX}},{{next.MaxY}}],[{{next.MinX}},{{next.MinY}}]]]]}
            """).OrThrow();

        var cells = TileGrid.Cover(area, 12, clip: true);

        Assert.Equal([(1000, false), (1001, true)], cells.Select(cell => (cell.Tile!.Value.X, cell.IsSquare)));
    }

    [Fact]
    public void Cover_OfAHoleOfOneTile_LeavesOutExactlyThatTile()
    {
        var (outer, hole) = (Tile.Outline(new TileKey(10, 500, 500)), Tile.Outline(new TileKey(12, 2001, 2001)));
        var area = AreaOfInterest.Of(outer.Difference(hole)).OrThrow();

        var cells = TileGrid.Cover(area, 12, clip: true);

        Assert.Equal(15, cells.Count);
        Assert.All(cells, cell => Assert.True(cell.IsSquare));
        Assert.DoesNotContain(cells, cell => cell.Tile == new TileKey(12, 2001, 2001));
    }
}
