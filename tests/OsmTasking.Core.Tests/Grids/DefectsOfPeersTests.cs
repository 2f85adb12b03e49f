using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>What other tasking systems get wrong, by the letters of the reference (grids.md, 2.3). Defects a and e are tested over HTTP too.</summary>
public class DefectsOfPeersTests
{
    [Fact]
    public void B_ChildrenOfATile_AreTheParent_BitForBit()
    {
        foreach (var tile in new[] { new TileKey(14, 8600, 5800), new TileKey(3, 1, 6), new TileKey(15, 16, 20_000) })
        {
            var parent = Tile.Outline(tile).EnvelopeInternal;
            var children = TaskSplit.Quarter(new TaskOutline(1, Tile.Outline(tile), tile, IsSquare: true));

            Assert.Equal((parent.MinX, parent.MaxY), (children[0].Shape.EnvelopeInternal.MinX, children[0].Shape.EnvelopeInternal.MaxY));
            Assert.Equal((parent.MaxX, parent.MinY), (children[3].Shape.EnvelopeInternal.MaxX, children[3].Shape.EnvelopeInternal.MinY));
            Assert.Equal(0, ExactArea.Difference(Tile.Outline(tile), children.Select(child => child.Shape)));
        }
    }

    // A crescent: the middle of its bounding box lies outside, and two quarters by bounding lines are empty.
    [Fact]
    public void C_QuartersOfAClippedTask_AreNeverEmpty()
    {
        var area = AreaOfInterest.Parse("""{"type":"Polygon","coordinates":[[[0,0],[0.02,0],[0.02,0.002],[0.002,0.002],[0.002,0.02],[0,0.02],[0,0]]]}""").OrThrow();

        Assert.All(TileGrid.Cover(area, 13, clip: true), task => Assert.All(TaskSplit.Quarter(task), piece => Assert.True(piece.Shape.Area > 0)));
    }

    [Fact]
    public void D_ChildrenOfABorderTile_ThatLieOutsideTheArea_AreLeftOut_AndKeysStayWhenTheAreaGrows()
    {
        var tile = new TileKey(13, 4100, 4000);
        var (box, middle) = (Tile.Box(tile), Tile.Box(Tile.Children(tile)[0]));
        var corner = AreaOfInterest.Of(GeoJsonGeometry.Factory.ToGeometry(new(box.MinX + 0.001, middle.MaxX - 0.001, middle.MinY + 0.001, box.MaxY - 0.001))).OrThrow();
        var left = AreaOfInterest.Of(GeoJsonGeometry.Factory.ToGeometry(new(box.MinX + 0.001, middle.MaxX - 0.001, box.MinY + 0.001, box.MaxY - 0.001))).OrThrow();
        var task = Assert.Single(TileGrid.Cover(left, 13, clip: false));

        Assert.Equal([Tile.Children(tile)[0], Tile.Children(tile)[2]], TaskSplit.Quarter(task, left).Select(child => child.Tile!.Value));
        Assert.Empty(TaskSplit.Quarter(task, corner)); // One child alone is no split.
        Assert.Equal(GridTask.Of(Assert.Single(TileGrid.Cover(corner, 13, clip: false))).Key, GridTask.Of(task).Key);
    }

    [Fact]
    public void E_ABowTie_IsAFindingWithItsPlace()
    {
        var refused = Assert.IsType<AreaResult.Refused>(AreaOfInterest.Parse("""{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}"""));

        Assert.Equal((0.5, 0.5), (refused.Findings[0].Longitude, refused.Findings[0].Latitude));
    }

    [Fact]
    public void F_SmallTasks_AreMerged_SoThatTheAreaStaysCovered_AndRowsCountFromTheNorth()
    {
        var box = Tile.Box(new TileKey(15, 16_500, 11_000));
        var area = AreaOfInterest.Of(GeoJsonGeometry.Factory.ToGeometry(new(box.MinX, box.MaxX + 1e-5, box.MinY, box.MaxY))).OrThrow();

        var merged = Assert.Single(SliverMerge.Apply([.. TileGrid.Cover(area, 15, clip: true).Select(GridTask.Of)]));

        Assert.Equal(area.Shape.Area, merged.Shape.Area, area.Shape.Area * 1e-12);
        Assert.Equal("t15/16500/11000", merged.Key);
        Assert.True(Tile.North(15, 11_000) > Tile.North(15, 11_001));
    }

    // The other half of g, cells without a feature, is a law: adaptive tiles partition the area too.
    [Fact]
    public void G_MovingTheAreasCorner_MovesNoSquare()
    {
        AreaOfInterest From(double west) => AreaOfInterest.Of(GeoJsonGeometry.Factory.ToGeometry(new(west, 10.1, 47, 47.05))).OrThrow();
        var (one, other) = (MetricGrid.Cover(From(10), 100, clip: false), MetricGrid.Cover(From(10.0007), 100, clip: false));

        var known = one.Select(cell => cell.Key).ToHashSet();
        Assert.All(other, cell => Assert.Contains(cell.Key, known));
    }
}
