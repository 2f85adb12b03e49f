using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Laws of the cells themselves. By their number in reference/grids.md, section 6; the trait Law finds those that live with their subject.</summary>
public class GridPropertyLaws
{
    private const int Zoom = AreaShapes.Zoom;

    [Fact, Trait("Law", "1")]
    public void Law01_ACoast_IsPartedToRounding()
    {
        // Large areas: the share that rounding takes is below what the law asks for, and not only the sum by its length.
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var area = AreaOfInterest.Of(AreaShapes.Coast(new Random(seed), 4096, 2)).OrThrow();
            var cells = TileGrid.Cover(area, 12, clip: true).Select(cell => cell.Shape).ToList();

            Assert.InRange(Math.Abs(ExactArea.Difference(area.Shape, cells)) / area.Shape.Area, 0, 1e-14);
        }
    }

    [Fact, Trait("Law", "3")]
    public void Law03_CellsLieInTheirTiles_AndEveryOtherVertexIsOneOfTheArea_OncePerCell() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        var given = area.Shape.Coordinates.ToHashSet();
        foreach (var cell in TileGrid.Cover(area, Zoom, clip: true))
        {
            var box = Tile.Box(cell.Tile!.Value);
            Assert.True(box.Contains(cell.Shape.EnvelopeInternal));
            Assert.DoesNotContain(cell.Shape.Coordinates, place => place.X != box.MinX && place.X != box.MaxX && place.Y != box.MinY && place.Y != box.MaxY && !given.Contains(place));
        }
    });

    [Fact, Trait("Law", "4")]
    public void Law04_RingsRepeatNoVertex_ShellsTurnLeft_HolesRight() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        foreach (var cell in TileGrid.Cover(AreaOfInterest.Of(shape).OrThrow(), Zoom, clip: true))
        {
            Assert.True(cell.Shape is Polygon or MultiPolygon && cell.Shape.Area > 0);
            foreach (var polygon in Enumerable.Range(0, cell.Shape.NumGeometries).Select(part => (Polygon)cell.Shape.GetGeometryN(part)))
            {
                Assert.True(polygon.Shell.IsCCW);
                Assert.DoesNotContain(polygon.Holes, hole => hole.IsCCW);
                Assert.All(polygon.Holes.Prepend(polygon.Shell), ring => Assert.Equal(ring.NumPoints - 1, ring.Coordinates.Distinct().Count()));
            }
        }
    });
}
