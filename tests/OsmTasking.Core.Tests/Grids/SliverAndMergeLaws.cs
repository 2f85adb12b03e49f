using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Laws of merging: slivers into neighbours, and tasks by hand.</summary>
public class SliverAndMergeLaws
{
    [Fact]
    [Trait("Law", "8")]
    public void Slivers_AreMerged_NeverDropped() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        var cells = TileGrid.Cover(area, AreaShapes.Zoom, clip: true).Select(GridTask.Of).ToList();
        var policy = new SliverPolicy(MinSquareMetres: 2e6, MinShare: 0.1, MinWidth: 50);

        var merged = SliverMerge.Apply(cells, policy);

        Assert.Equal(area.Shape.Area, merged.Sum(cell => cell.Shape.Area), Math.Max(area.Shape.Area * 1e-9, area.Shape.Length * 1.5e-14));
        Assert.All(merged, cell => Assert.True(cell.Shape.IsValid));

        // Every cell is there: under its own key, or in the list of the one that took it in.
        Assert.Equal(cells.Select(cell => cell.Key).Order(StringComparer.Ordinal), merged.SelectMany(cell => cell.MergedKeys.Prepend(cell.Key)).Order(StringComparer.Ordinal));

        // What is still small shares no side with anything.
        foreach (var small in merged.Where(cell => !cell.IsWhole && SphericalArea.SquareMetres(cell.Shape) < policy.MinSquareMetres))
        {
            Assert.True(small.IsLoneSliver);
            Assert.All(merged.Where(cell => cell != small && cell.Shape.EnvelopeInternal.Intersects(small.Shape.EnvelopeInternal)), cell => Assert.True(cell.Shape.Boundary.Intersection(small.Shape.Boundary).Length < 1e-7));
        }
    }, times: 40);

    [Fact]
    public void Slivers_OfACoast_GoToTheLongestBorder()
    {
        var box = Tile.Box(new TileKey(14, 8200, 5300));
        var (width, height) = (box.Width, box.Height);

        // One whole tile, a half east of it, and a strip of a hundredth east of that: the strip joins the half, all along its side.
        var area = AreaOfInterest.Of(GeoJsonGeometry.Factory.ToGeometry(new Envelope(box.MinX, box.MaxX + (width * 1.01), box.MinY, box.MaxY))).OrThrow();

        var merged = SliverMerge.Apply([.. TileGrid.Cover(area, 14, clip: true).Select(GridTask.Of)]);

        Assert.Equal(["t14/8200/5300", "t14/8201/5300"], merged.Select(cell => cell.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["t14/8202/5300"], merged.Single(cell => cell.MergedKeys.Count > 0).MergedKeys);
        Assert.Equal(width * 1.01 * height, merged.Single(cell => cell.Key == "t14/8201/5300").Shape.Area, width * height * 1e-9);
    }

    [Fact]
    public void Quarters_JoinBackToTheTask() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        foreach (var cell in TileGrid.Cover(AreaOfInterest.Of(shape).OrThrow(), AreaShapes.Zoom, clip: true).Take(8))
        {
            var pieces = TaskSplit.Quarter(cell);
            if (pieces.Count >= 2 && cell.Shape is Polygon && TaskMerge.Join(pieces) is { } joined)
            {
                Assert.Equal(cell.Shape.Area, joined.Shape.Area, cell.Shape.Area * 1e-9);
                Assert.True(!cell.IsSquare || joined.Tile == cell.Tile);
                Assert.True(joined.Tile is not { } tile || joined.Shape.EqualsExact(Tile.Outline(tile)));
            }
        }
    }, times: 60);

    [Fact]
    public void Join_OfTasksThatOnlyTouch_IsRefused()
    {
        TaskOutline At(int x, int y) => new(1, Tile.Outline(new TileKey(12, x, y)), new TileKey(12, x, y), IsSquare: true);

        Assert.Null(TaskMerge.Join([At(5, 5), At(6, 6)]));
        Assert.Null(TaskMerge.Join([At(5, 5), At(7, 5)]));
        Assert.NotNull(TaskMerge.Join([At(5, 5), At(6, 6), At(6, 5)]));
        Assert.Equal(new TileKey(11, 3, 3), TaskMerge.Join([At(6, 6), At(7, 6), At(6, 7), At(7, 7)])!.Tile);
        Assert.Null(TaskMerge.Join([At(5, 5), At(6, 5), At(5, 6), At(6, 6)])!.Tile); // Four tiles, but of four parents.
    }
}
