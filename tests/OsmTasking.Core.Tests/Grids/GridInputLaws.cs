using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Laws of areas that are small, mended or round the earth. By their number in reference/grids.md, section 6; the trait Law finds those that live with their subject.</summary>
public class GridInputLaws
{
    private const int Zoom = AreaShapes.Zoom;

    [Fact, Trait("Law", "10")]
    public void Law10_AnAreaWithinACell_IsItsOnlyTask() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var tile = new TileKey(Zoom, 2100, 1400);
        var (box, given) = (Tile.Box(tile), shape.EnvelopeInternal);
        var small = shape.Copy();
        small.Apply(new NetTopologySuite.Geometries.Utilities.AffineTransformation(
            box.Width * 0.4 / given.Width, 0, box.Centre.X - (given.Centre.X * box.Width * 0.4 / given.Width), 0, box.Height * 0.4 / given.Height, box.Centre.Y - (given.Centre.Y * box.Height * 0.4 / given.Height)));
        if (!small.IsValid)
        {
            return; // Rounding at this size may close a corner.
        }

        var area = AreaOfInterest.Of(small).OrThrow();
        var task = Assert.Single(TileGrid.Cover(area, Zoom, clip: true));

        Assert.Equal((tile, false), (task.Tile!.Value, task.IsSquare));
        Assert.Equal(0, ExactArea.Difference(area.Shape, [task.Shape]));
        Assert.True(task.Shape.EqualsTopologically(area.Shape));
    });

    [Fact, Trait("Law", "11")]
    public void Law11_TurnsRoundTheEarth_ChangeNoTask() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        // To a quarter of a millidegree, so that a shift by 360 changes no bit that is looked at here.
        var plain = Moved(shape, 0);
        var area = AreaOfInterest.Of(plain, new AreaLimits { Wrap = true });
        if (!plain.IsValid)
        {
            return;
        }

        foreach (var turns in new[] { -360, 360 })
        {
            Assert.Equal(Keys(area.OrThrow()), Keys(AreaOfInterest.Of(Moved(shape, turns), new AreaLimits { Wrap = true }).OrThrow()));
        }

        static Geometry Moved(Geometry shape, double degrees)
        {
            var moved = shape.Copy();
            moved.Apply(new Rounded(degrees));
            return moved;
        }
    }, times: 60);

    [Fact, Trait("Law", "13")]
    public void Law13_ARepairedArea_KeepsTheLaws() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        // Rings that cross themselves: two vertices change places.
        var places = ((Polygon)shape.GetGeometryN(0)).Shell.Coordinates;
        (places[1], places[^2]) = (places[^2].Copy(), places[1].Copy());
        var crossed = GeoJsonGeometry.Factory.CreatePolygon(places);
        if (AreaOfInterest.Of(crossed, new AreaLimits { Repair = true }) is not AreaResult.Accepted { Area: var area })
        {
            return; // Nothing with an extent is left: a finding.
        }

        var cells = TileGrid.Cover(area, Zoom, clip: true).Select(cell => cell.Shape).ToList();

        Assert.True(area.Shape.IsValid);
        GridBorders.AssertSameArea(area.Shape, cells);
        GridBorders.AssertCancel(area.Shape, cells);
        Assert.All(cells, cell => Assert.True(cell.IsValid));
    });

    private static IEnumerable<TileKey> Keys(AreaOfInterest area) => TileGrid.Cover(area, Zoom, clip: true).Select(cell => cell.Tile!.Value);

    private sealed class Rounded(double degrees) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            seq.SetX(i, (Math.Round(seq.GetX(i) * 4096) / 4096) + degrees);
            seq.SetY(i, Math.Round(seq.GetY(i) * 4096) / 4096);
        }
    }
}
