using FsCheck;
using FsCheck.Fluent;
using NetTopologySuite.Geometries;
using OsmTasking.Extraction.Formats.VectorTiles;

namespace OsmTasking.Extraction.Tests.Formats.VectorTiles;

public sealed class RingRepairTests
{
    private static readonly GeometryFactory Geometries = new();

    [Theory]
    [InlineData("0 0 10 0 10 10 0 10", false)]
    [InlineData("0 0 10 10 10 0 0 10", true)] // A bow-tie.
    [InlineData("0 0 10 0 10 10 5 0 0 10", true)] // A corner on an edge.
    [InlineData("0 0 10 0 10 10 10 0 0 10", true)] // A spike.
    [InlineData("0 0 5 5 10 0 10 10 5 5 0 10", true)] // One place twice.
    [InlineData("0 0 10 0 10 10 0 10;2 2 2 4 4 4", false)]
    [InlineData("0 0 10 0 10 10 0 10;0 0 2 4 4 2", false)] // A hole that touches in one place.
    [InlineData("0 0 10 0 10 10 0 10;2 2 2 14 4 4", true)]
    [InlineData("0 0 10 0 10 10 0 10;0 0 5 0 4 4", true)]
    public void Any_KnownRings(string text, bool expected) => Assert.Equal(expected, new RingContacts().Any(Paths(text)));

    [Fact]
    public void Repair_AnyRing_IsValidWithTheSameArea() => Prop.ForAll(
        Arb.From(from count in Gen.Choose(3, 12) from numbers in Gen.ListOf(Gen.Choose(0, 30), 2 * count) select numbers), numbers =>
        {
            var rings = Paths(string.Join(' ', numbers));

            var repaired = new RingRepair().Repair(rings);

            // Only a ring whose parts all vanish stays as it is.
            var shape = Shape(repaired);
            Assert.True(shape.IsValid || new RingContacts().Any(repaired), shape.ToString());
            if (rings.Count > 0 && !new RingContacts().Any(rings))
            {
                Assert.Equal(rings.Path(0).ToArray(), repaired.Count == 0 ? rings.Path(0).ToArray() : repaired.Path(0).ToArray());
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Repair_ABowTie_IsTwoPolygons()
    {
        var repaired = new RingRepair().Repair(Paths("0 0 10 10 10 0 0 12"));

        Assert.Equal(2, repaired.Count);
        Assert.True(Shape(repaired).IsValid);
    }

    [Fact]
    public void Any_MoreEdgesThanAreWorthIt_EndsSoon()
    {
        var paths = new TilePaths();
        for (var i = 0; i < 100_000; i++)
        {
            paths.Append(i % 2 * 100_000, i);
        }

        paths.EndPath(3);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.False(new RingContacts().Any(paths));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
    }

    internal static Geometry Shape(TilePaths rings)
    {
        var polygons = new List<Polygon>();
        for (var i = 0; i < rings.Count;)
        {
            var outer = Ring(rings.Path(i++));
            var holes = new List<LinearRing>();
            while (i < rings.Count && rings.IsHole(i))
            {
                holes.Add(Ring(rings.Path(i++)));
            }

            polygons.Add(Geometries.CreatePolygon(outer, [.. holes]));
        }

        return Geometries.CreateMultiPolygon([.. polygons]);
    }

    private static LinearRing Ring(ReadOnlySpan<int> path)
    {
        var positions = path.ToArray();
        var ring = Enumerable.Range(0, positions.Length / 2).Select(i => new Coordinate(positions[2 * i], positions[(2 * i) + 1])).ToList();
        return Geometries.CreateLinearRing([.. ring, ring[0]]);
    }

    private static TilePaths Paths(string text)
    {
        var paths = new TilePaths();
        foreach (var (i, ring) in text.Split(';').Index())
        {
            var numbers = ring.Split(' ').Select(int.Parse).ToArray();
            for (var at = 0; at < numbers.Length; at += 2)
            {
                paths.Append(numbers[at], numbers[at + 1]);
            }

            paths.EndPath(3, hole: i > 0);
        }

        return paths;
    }
}
