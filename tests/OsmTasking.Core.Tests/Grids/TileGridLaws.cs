using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Laws of the tile grid over shapes that are hard on it.</summary>
public class TileGridLaws
{
    private const int Zoom = AreaShapes.Zoom;

    [Fact]
    [Trait("Law", "1")]
    [Trait("Law", "2")]
    public void Cells_PartitionTheArea() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();

        var cells = TileGrid.Cover(area, Zoom, clip: true);

        GridBorders.AssertSameArea(area.Shape, cells.Select(cell => cell.Shape));
        GridBorders.AssertCancel(area.Shape, [.. cells.Select(cell => cell.Shape)]);
    });

    [Fact]
    [Trait("Law", "4")]
    public void Cells_AreValidAndInTheirTiles() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var cells = TileGrid.Cover(AreaOfInterest.Of(shape).OrThrow(), Zoom, clip: true);

        Assert.Equal(cells.Count, cells.Select(cell => cell.Tile).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, cells.Count), cells.Select(cell => cell.Number));
        Assert.All(cells, cell =>
        {
            var box = Tile.Box(cell.Tile!.Value);
            Assert.True(cell.Shape.IsValid);
            Assert.True(box.Contains(cell.Shape.EnvelopeInternal));
            Assert.Equal(cell.IsSquare, cell.Shape.EqualsTopologically(Tile.Outline(cell.Tile.Value)));
            Assert.Equal(4326, cell.Shape.SRID);
            Assert.All(Shells(cell.Shape), shell => Assert.True(shell.IsCCW));
        });
    });

    [Fact]
    [Trait("Law", "15")]
    public void Cells_AreThoseOfTheNaiveGrid() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        var cells = TileGrid.Cover(area, Zoom, clip: true).ToDictionary(cell => cell.Tile!.Value, cell => cell.Shape);
        var (west, north) = (area.Bounds.MinX, area.Bounds.MaxY);
        for (var x = (int)((west + 180) / 360 * (1 << Zoom)) - 1; Tile.West(Zoom, x) < area.Bounds.MaxX; x++)
        {
            for (var y = Enumerable.Range(0, 1 << Zoom).First(row => Tile.North(Zoom, row + 1) < north); Tile.North(Zoom, y) > area.Bounds.MinY; y++)
            {
                var square = Tile.Outline(new TileKey(Zoom, x, y));
                var part = CellCut.Areal(OverlayNGRobust.Overlay(area.Shape, square, SpatialFunction.Intersection));
                var cell = cells.GetValueOrDefault(new TileKey(Zoom, x, y));
                Assert.Equal(part?.Area ?? 0, cell?.Area ?? 0, square.Area * 1e-11);
                Assert.True(part is null || cell is null || part.SymmetricDifference(cell).Area < square.Area * 1e-9);
            }
        }
    }, times: 60);

    [Fact]
    [Trait("Law", "6")]
    public void Cells_DoNotDependOnHowTheAreaIsWritten() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        var rewritten = AreaOfInterest.Of(Rewrite(area.Shape, new Random(shape.NumPoints))).OrThrow();

        Assert.Equal(Texts(TileGrid.Cover(area, Zoom, clip: true)), Texts(TileGrid.Cover(rewritten, Zoom, clip: true)));
    });

    [Fact]
    public void WithoutClip_TheSameTilesAreKeptWhole() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();

        var whole = TileGrid.Cover(area, Zoom, clip: false);

        Assert.Equal(TileGrid.Cover(area, Zoom, clip: true).Select(cell => cell.Tile), whole.Select(cell => cell.Tile));
        Assert.All(whole, cell => Assert.True(cell.IsSquare && cell.Shape.EqualsExact(Tile.Outline(cell.Tile!.Value))));
        Assert.Equal(whole.Count, TileGrid.Count(area, Zoom));
    });

    private static IEnumerable<string> Texts(IEnumerable<TaskOutline> cells) => cells.Select(cell => $"{cell.Number} {cell.Tile} {cell.IsSquare} {cell.Shape}");

    private static IEnumerable<LinearRing> Shells(Geometry shape) =>
        Enumerable.Range(0, shape.NumGeometries).Select(part => (LinearRing)((Polygon)shape.GetGeometryN(part)).ExteriorRing);

    /// <summary>The same shape with its parts in another order, and its rings from other vertices and the other way round.</summary>
    internal static MultiPolygon Rewrite(Geometry shape, Random random)
    {
        var parts = Enumerable.Range(0, shape.NumGeometries).Select(part => (Polygon)shape.GetGeometryN(part)).Reverse();
        return GeoJsonGeometry.Factory.CreateMultiPolygon(
            [.. parts.Select(part => GeoJsonGeometry.Factory.CreatePolygon(Turn(part.ExteriorRing), [.. part.InteriorRings.Reverse().Select(Turn)]))]);

        LinearRing Turn(LineString ring)
        {
            var places = ring.Coordinates[1..];
            var start = random.Next(places.Length);
            Coordinate[] turned = [.. places[start..], .. places[..start]];
            Array.Reverse(turned);
            return GeoJsonGeometry.Factory.CreateLinearRing([.. turned, turned[0]]);
        }
    }
}
