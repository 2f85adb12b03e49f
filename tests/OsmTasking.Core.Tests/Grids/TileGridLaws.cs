using FsCheck;
using FsCheck.Fluent;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Laws of the tile grid over stars, combs, rings and unions of tiles.</summary>
public class TileGridLaws
{
    private const int Zoom = 12;

    /// <summary>Stars around a place, some with a hole, some with an island beside them.</summary>
    private static readonly Gen<Geometry> Star =
        from spikes in Gen.Choose(3, 25)
        from seed in Gen.Choose(0, 1_000_000)
        from hole in Gen.Elements(false, true)
        from island in Gen.Elements(false, true)
        select MakeStar(spikes, seed, hole, island);

    /// <summary>Unions of tiles of the grid itself: every corner and edge lies on a line.</summary>
    private static readonly Gen<Geometry> Tiles =
        from seed in Gen.Choose(0, 1_000_000)
        select MakeTiles(seed);

    private static readonly Gen<Geometry> Any = Gen.OneOf(Star, Tiles);

    [Fact]
    public void Cells_PartitionTheArea() => Check(shape =>
    {
        var cells = TileGrid.Cover(AreaOfInterest.Of(shape).OrThrow(), Zoom, clip: true);

        Assert.All(cells, cell => Assert.True(cell.Shape.IsValid));
        Assert.Equal(cells.Count, cells.Select(cell => cell.Tile).Distinct().Count());
        Assert.All(cells, cell => Assert.True(Tile.Box(cell.Tile!.Value).Contains(cell.Shape.EnvelopeInternal)));
        Assert.Equal(shape.Area, cells.Sum(cell => cell.Shape.Area), shape.Area * 1e-9);
        Assert.Equal(cells.Count, TileGrid.Count(AreaOfInterest.Of(shape).OrThrow(), Zoom));
    });

    [Fact]
    public void WithoutClip_TheSameTilesAreKeptWhole() => Check(shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();

        var whole = TileGrid.Cover(area, Zoom, clip: false);

        Assert.Equal(TileGrid.Cover(area, Zoom, clip: true).Select(cell => cell.Tile), whole.Select(cell => cell.Tile));
        Assert.All(whole, cell => Assert.True(cell.IsSquare && cell.Shape.EqualsExact(Tile.Outline(cell.Tile!.Value))));
    });

    [Fact]
    public void Children_PartitionTheParent() => Check(shape =>
    {
        foreach (var cell in TileGrid.Cover(AreaOfInterest.Of(shape).OrThrow(), Zoom, clip: true))
        {
            var children = TaskSplit.Quarter(cell);
            if (children.Count == 0)
            {
                Assert.True(SphericalArea.SquareMetres(cell.Shape) < TaskSplit.SmallestSquareMetres);
                continue;
            }

            Assert.True(children.Count >= 2);
            Assert.Equal(cell.Shape.Area, children.Sum(child => child.Shape.Area), cell.Shape.Area * 1e-9);
            Assert.All(children, child => Assert.True(child.Shape.IsValid));
        }
    });

    [Fact]
    public void Quarters_OfWholeTiles_AreTheGridOneZoomDeeper() => Check(shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        var deeper = TileGrid.Cover(area, Zoom + 1, clip: true).ToDictionary(cell => cell.Tile!.Value);
        foreach (var child in TileGrid.Cover(area, Zoom, clip: true).Where(cell => cell.IsSquare).SelectMany(TaskSplit.Quarter))
        {
            Assert.True(deeper[child.Tile!.Value].Shape.EqualsExact(child.Shape));
        }
    });

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
    public void Cover_OfTooManyCells_IsRefusedAtOnce()
    {
        var area = AreaOfInterest.Of(Tile.Outline(new TileKey(6, 30, 30))).OrThrow();

        Assert.Contains("1000000", Assert.Throws<GridLimitException>(() => TileGrid.Cover(area, 24, clip: false)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => TileGrid.Cover(area, 25, clip: false));
    }

    private static void Check(Action<Geometry> law) => Prop.ForAll(Any.ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static Geometry MakeStar(int spikes, int seed, bool hole, bool island)
    {
        var random = new Random(seed);
        var (x, y) = (-170 + (random.NextDouble() * 340), -70 + (random.NextDouble() * 140));
        Coordinate[] Ring(double size) => [.. Enumerable.Range(0, spikes * 2).Select(step =>
        {
            var (angle, far) = (Math.PI * step / spikes, size * (step % 2 == 0 ? 1 : 0.4));
            return new Coordinate(x + (far * Math.Cos(angle)), y + (far * 0.5 * Math.Sin(angle)));
        })];
        LinearRing Closed(Coordinate[] ring) => GeoJsonGeometry.Factory.CreateLinearRing([.. ring, ring[0].Copy()]);
        var size = 0.05 + (random.NextDouble() * 0.4);
        var star = GeoJsonGeometry.Factory.CreatePolygon(Closed(Ring(size)), hole ? [Closed(Ring(size / 3))] : []);
        if (!island)
        {
            return star;
        }

        y += size * 1.5;
        return GeoJsonGeometry.Factory.CreateMultiPolygon([star, GeoJsonGeometry.Factory.CreatePolygon(Closed(Ring(size / 2)))]);
    }

    private static Geometry MakeTiles(int seed)
    {
        var random = new Random(seed);
        var tiles = Enumerable.Range(0, random.Next(1, 8)).Select(_ => (Geometry)Tile.Outline(new TileKey(Zoom - random.Next(2), 1000 + random.Next(3), 1500 + random.Next(3)))).ToArray();
        return NetTopologySuite.Operation.OverlayNG.OverlayNGRobust.Union(tiles);
    }
}
