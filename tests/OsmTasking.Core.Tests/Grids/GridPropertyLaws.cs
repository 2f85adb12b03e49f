using System.Text.Json;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Laws of grids by their number in reference/grids.md, section 6; the trait Law finds those that live with their subject.</summary>
public class GridPropertyLaws
{
    private const int Zoom = AreaShapes.Zoom;

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

    [Fact, Trait("Law", "6")]
    public void Law06_GeoJson_HasTheBitsOfTheCells_AndTheSameBytesForAnyWayToWriteTheArea() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        var bytes = GeoJson(area);

        Assert.Equal(bytes, GeoJson(AreaOfInterest.Of(TileGridLaws.Rewrite(area.Shape, new Random(shape.NumPoints))).OrThrow()));
        using var read = JsonDocument.Parse(bytes);
        var features = read.RootElement.GetProperty("features").EnumerateArray().ToList();
        foreach (var (cell, feature) in TileGrid.Cover(area, Zoom, clip: true).Zip(features))
        {
            var properties = feature.GetProperty("properties");
            Assert.Equal((cell.Number, cell.Tile, cell.IsSquare), (
                feature.GetProperty("id").GetInt32(),
                new TileKey(properties.GetProperty("zoom").GetInt32(), properties.GetProperty("x").GetInt32(), properties.GetProperty("y").GetInt32()),
                properties.GetProperty("isSquare").GetBoolean()));
            var written = GeoJsonGeometry.ReadArea(feature.GetProperty("geometry"));
            Assert.Equal(cell.Shape.Coordinates, written.Coordinates);
        }

        Assert.Equal(TileGrid.Count(area, Zoom), features.Count);
    }, times: 60);

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
            Assert.Equal(Keyed(area.OrThrow()).Keys, Keyed(AreaOfInterest.Of(Moved(shape, turns), new AreaLimits { Wrap = true }).OrThrow()).Keys);
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

    private static Dictionary<TileKey, TaskOutline> Keyed(AreaOfInterest area) => TileGrid.Cover(area, Zoom, clip: true).ToDictionary(cell => cell.Tile!.Value);

    private static byte[] GeoJson(AreaOfInterest area)
    {
        using var stream = new MemoryStream();
        TileGrid.WriteGeoJson(area, Zoom, clip: true, stream, new GridWriteOptions { Decimals = 15 });
        return stream.ToArray();
    }

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
