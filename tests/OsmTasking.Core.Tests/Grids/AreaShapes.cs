using FsCheck;
using FsCheck.Fluent;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Shapes of areas that are hard on a grid: spikes, teeth, holes, islands, and corners on the very lines.</summary>
public static class AreaShapes
{
    public const int Zoom = 12;

    /// <summary>Shapes with vertices anywhere.</summary>
    public static readonly Gen<Geometry> Loose = Seeds(MakeStar, MakeComb, MakeCoast, MakeSpiral, MakeSliver, MakeDot);

    /// <summary>Shapes whose corners and edges lie on tile borders, touching themselves in corners.</summary>
    public static readonly Gen<Geometry> OnLines = Seeds(MakeTiles, MakeTriangles);

    /// <summary>Shapes made of whole tiles.</summary>
    public static readonly Gen<Geometry> Tiles = Seeds(MakeTiles);

    /// <summary>Shapes of one kind cut out of the other.</summary>
    public static readonly Gen<Geometry> Mixed = Seeds(MakeMixed);

    public static readonly Gen<Geometry> Any = Gen.OneOf(Loose, OnLines, Mixed);

    /// <summary>Holds a law over shapes; the same shapes in every run.</summary>
    public static void Hold(Gen<Geometry> shapes, Action<Geometry> law, int times = 150) =>
        Prop.ForAll(shapes.ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(times).WithReplay(20261121, 7));

    /// <summary>A shape of any kind.</summary>
    public static Geometry Make(Random random)
    {
        Func<Random, Geometry>[] makers = [MakeStar, MakeComb, MakeTiles, MakeTriangles, MakeMixed, MakeCoast, MakeSpiral, MakeSliver, MakeDot];
        return makers[random.Next(makers.Length)](random);
    }

    /// <summary>An island with a coast by midpoint displacement.</summary>
    public static Polygon Coast(Random random, int vertices, double degrees)
    {
        var radius = new double[vertices];
        Array.Fill(radius, 1);
        for (var (step, rough) = (vertices / 8, 0.3); step >= 1; step /= 2, rough *= 0.6)
        {
            for (var index = 0; index < vertices; index += step)
            {
                if (index / step % 2 == 1)
                {
                    var middle = (radius[index - step] + radius[(index + step) % vertices]) / 2;
                    radius[index] = Math.Max(0.2, middle + ((random.NextDouble() - 0.5) * rough));
                }
            }
        }

        var (x, y) = Somewhere(random);
        Coordinate[] ring = [.. radius.Select((far, index) => new Coordinate(x + (far * degrees * Math.Cos(2 * Math.PI * index / vertices)), y + (far * degrees * 0.6 * Math.Sin(2 * Math.PI * index / vertices))))];
        return GeoJsonGeometry.Factory.CreatePolygon([.. ring, ring[0].Copy()]);
    }

    private static (double X, double Y) Somewhere(Random random) => (-170 + (random.NextDouble() * 340), -70 + (random.NextDouble() * 140));

    private static Polygon MakeCoast(Random random) => Coast(random, 64 << random.Next(4), 0.05 + (random.NextDouble() * 0.25));

    private static Polygon MakeSpiral(Random random)
    {
        var ((x, y), turns, wide) = (Somewhere(random), 2 + random.Next(3), 0.02 + (random.NextDouble() * 0.03));
        var steps = turns * 24;
        Coordinate At(int step, double beyond)
        {
            var far = (wide * step / 24) + beyond;
            return new Coordinate(x + (far * Math.Cos(2 * Math.PI * step / 24)), y + (far * 0.6 * Math.Sin(2 * Math.PI * step / 24)));
        }

        Coordinate[] ring = [.. Enumerable.Range(0, steps + 1).Select(step => At(step, wide)), .. Enumerable.Range(0, steps + 1).Reverse().Select(step => At(step, wide * 0.6))];
        return GeoJsonGeometry.Factory.CreatePolygon([.. ring, ring[0].Copy()]);
    }

    /// <summary>A strip a centimetre wide.</summary>
    private static Polygon MakeSliver(Random random)
    {
        var ((x, y), along, up) = (Somewhere(random), 0.05 + (random.NextDouble() * 0.3), (random.NextDouble() - 0.5) * 0.3);
        return GeoJsonGeometry.Factory.CreatePolygon([new(x, y), new(x + along, y + up), new(x + along, y + up + 1e-7), new(x, y + 1e-7), new(x, y)]);
    }

    /// <summary>A little square, anywhere or round the corner of four tiles.</summary>
    private static Geometry MakeDot(Random random)
    {
        var (x, y) = random.Next(2) == 0 ? Somewhere(random) : (Tile.West(Zoom, random.Next(4000)), Tile.North(Zoom, 600 + random.Next(2800)));
        var half = 1e-6 + (random.NextDouble() * 0.01);
        return GeoJsonGeometry.Factory.ToGeometry(new Envelope(x - half, x + half, y - half, y + half));
    }

    private static Geometry MakeMixed(Random random) => CellCut.Areal(OverlayNGRobust.Overlay(
        MakeTriangles(random), Star(random, Tile.West(Zoom, 1003), Tile.North(Zoom, 1503), random.Next(3, 20)), NetTopologySuite.Operation.Overlay.SpatialFunction.Difference)) ?? MakeTiles(random);

    private static Gen<Geometry> Seeds(params Func<Random, Geometry>[] makers) =>
        from maker in Gen.Elements(makers)
        from seed in Gen.Choose(0, 1_000_000)
        select maker(new Random(seed));

    private static Geometry MakeStar(Random random)
    {
        var (x, y) = (-170 + (random.NextDouble() * 340), -70 + (random.NextDouble() * 140));
        return Star(random, x, y, random.Next(3, 25));
    }

    private static Geometry Star(Random random, double x, double y, int spikes)
    {
        var size = 0.05 + (random.NextDouble() * 0.4);
        LinearRing Round(double scale, double north)
        {
            Coordinate[] ring = [.. Enumerable.Range(0, spikes * 2).Select(step =>
            {
                var (angle, far) = (Math.PI * step / spikes, scale * (step % 2 == 0 ? 1 : 0.4));
                return new Coordinate(x + (far * Math.Cos(angle)), y + north + (far * 0.5 * Math.Sin(angle)));
            })];
            return GeoJsonGeometry.Factory.CreateLinearRing([.. ring, ring[0].Copy()]);
        }

        var star = GeoJsonGeometry.Factory.CreatePolygon(Round(size, 0), random.Next(2) == 0 ? [] : [Round(size / 3, 0)]);
        return random.Next(2) == 0 ? star
            : GeoJsonGeometry.Factory.CreateMultiPolygon([star, GeoJsonGeometry.Factory.CreatePolygon(Round(size / 2, size * 1.5))]);
    }

    private static Polygon MakeComb(Random random)
    {
        var (x, y, teeth) = (-170 + (random.NextDouble() * 340), -70 + (random.NextDouble() * 140), random.Next(2, 40));
        var ring = new List<Coordinate> { new(x, y) };
        for (var tooth = 0; tooth < teeth; tooth++)
        {
            var height = 0.1 + (random.NextDouble() * 0.3);
            ring.Add(new Coordinate(x + (tooth * 0.02) + 0.01, y + height));
            ring.Add(new Coordinate(x + (tooth * 0.02) + 0.02, y + 0.01 + (random.NextDouble() * 0.01)));
        }

        return GeoJsonGeometry.Factory.CreatePolygon([.. ring, new Coordinate(x + (teeth * 0.02), y - 0.05), new Coordinate(x, y)]);
    }

    private static Geometry MakeTiles(Random random) => OverlayNGRobust.Union(Enumerable.Range(0, random.Next(1, 9)).Select(_ =>
    {
        var deeper = random.Next(3) - 1;
        var scale = Math.Pow(2, deeper);
        return (Geometry)Tile.Outline(new TileKey(Zoom + deeper, (int)(scale * 1000) + random.Next(4), (int)(scale * 1500) + random.Next(4)));
    }));

    /// <summary>Halves of tiles, cut along either diagonal: every vertex is a corner of a tile, many belong to several rings.</summary>
    private static Geometry MakeTriangles(Random random)
    {
        var triangles = new List<Geometry>();
        for (var index = 0; index < 36; index++)
        {
            var corners = Tile.Outline(new TileKey(Zoom, 1000 + (index / 6), 1500 + (index % 6))).Coordinates[..4];
            var skip = random.Next(12); // Below four the corner that is left out; else the tile is absent or whole.
            if (skip < 7)
            {
                var kept = corners.Where((_, corner) => corner != skip).ToArray();
                triangles.Add(GeoJsonGeometry.Factory.CreatePolygon([.. kept, kept[0]]));
            }
        }

        return triangles.Count == 0 ? MakeTiles(random) : OverlayNGRobust.Union(triangles);
    }
}
