using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Laws of where cells are. By their number in reference/grids.md, section 6; the trait Law finds those that live with their subject.</summary>
public class GridPlaceLaws
{
    private const int Zoom = AreaShapes.Zoom;

    [Fact, Trait("Law", "7")]
    public void Law07_AnEditOfTheArea_ChangesOnlyTasksItTouches() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        var bite = new Envelope(area.Bounds.Centre);
        bite.ExpandBy(area.Bounds.Width / 7, area.Bounds.Height / 9);
        if (CellCut.Areal(area.Shape.Difference(GeoJsonGeometry.Factory.ToGeometry(bite))) is not { } rest)
        {
            return;
        }

        var (before, after) = (Keyed(area), Keyed(AreaOfInterest.Of(rest).OrThrow()));

        // The difference itself rounds where the bite meets the border, and a vertex moved by it moves its edges.
        foreach (var (key, cell) in before.Where(cell => cell.Value.IsSquare && !Tile.Box(cell.Key).Intersects(bite)))
        {
            Assert.Equal(cell.Shape.AsText(), after[key].Shape.AsText());
        }

        Assert.DoesNotContain(after.Keys, key => !before.ContainsKey(key));
        Assert.All(before.Keys.Where(key => !after.ContainsKey(key)), key => Assert.True(Tile.Box(key).Intersects(bite)));
    }, times: 60);

    [Fact, Trait("Law", "9")]
    public void Law09_AHoleOfATile_RemovesThatTile_AndAHoleOnACorner_TouchesFour() => AreaShapes.Hold(AreaShapes.Tiles, tile =>
    {
        var key = new TileKey(Zoom, (int)Math.Floor((tile.EnvelopeInternal.Centre.X + 180) / 360 * (1 << Zoom)), 1501); // Within a block of four rows, so that a block with nothing but the hole is met.
        var field = GeoJsonGeometry.Factory.ToGeometry(new Envelope(Tile.West(Zoom, key.X - 2), Tile.West(Zoom, key.X + 3), Tile.North(Zoom, key.Y + 3), Tile.North(Zoom, key.Y - 2)));

        var holed = TileGrid.Cover(AreaOfInterest.Of(field.Difference(Tile.Outline(key))).OrThrow(), Zoom, clip: true);

        Assert.Equal(24, holed.Count);
        Assert.DoesNotContain(holed, cell => cell.Tile == key || !cell.IsSquare);

        var corner = new Envelope(Tile.West(Zoom, key.X), Tile.West(Zoom, key.X), Tile.North(Zoom, key.Y), Tile.North(Zoom, key.Y));
        corner.ExpandBy(0.003);
        var bitten = TileGrid.Cover(AreaOfInterest.Of(field.Difference(GeoJsonGeometry.Factory.ToGeometry(corner))).OrThrow(), Zoom, clip: true);

        Assert.Equal((25, 4), (bitten.Count, bitten.Count(cell => !cell.IsSquare)));
    }, times: 20);

    private static Dictionary<TileKey, TaskOutline> Keyed(AreaOfInterest area) => TileGrid.Cover(area, Zoom, clip: true).ToDictionary(cell => cell.Tile!.Value);
}
