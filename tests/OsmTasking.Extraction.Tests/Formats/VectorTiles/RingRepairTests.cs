using FsCheck;
using FsCheck.Fluent;
using NetTopologySuite.Geometries;
using OsmTasking.Extraction.Formats.VectorTiles;

namespace OsmTasking.Extraction.Tests.Formats.VectorTiles;

public sealed class RingRepairTests
{
    private static readonly GeometryFactory Geometries = new();

    [Theory]
    [InlineData("0 0 10 0 10 10 0 10", RingFault.None)]
    [InlineData("0 0 10 10 10 0 0 10", RingFault.Crosses)] // A bow-tie.
    [InlineData("0 0 10 0 10 10 5 0 0 10", RingFault.Touches)] // A corner on an edge.
    [InlineData("0 0 10 0 10 10 10 0 0 10", RingFault.Touches)] // A spike.
    [InlineData("0 0 5 5 10 0 10 10 5 5 0 10", RingFault.Touches)] // One place twice.
    [InlineData("0 0 10 0 10 10 0 10;2 2 2 4 4 4", RingFault.None)]
    [InlineData("0 0 10 0 10 10 0 10;0 0 2 4 4 2", RingFault.None)] // A hole that touches in one place.
    [InlineData("0 0 10 0 10 10 0 10;2 2 2 14 4 4", RingFault.Crosses)]
    [InlineData("0 0 10 0 10 10 0 10;0 0 5 0 4 4", RingFault.Crosses)]
    public void Find_KnownRings(string text, object expected) => Assert.Equal(expected, new RingContacts().Find(Paths(text)));

    [Theory]
    [InlineData("0 0 10 0 10 10 5 0 0 10", "5 0 10 0 10 10|0 0 5 0 0 10")] // Two parts.
    [InlineData("0 0 10 0 10 10 10 20 10 10 0 10", "0 0 10 0 10 10 0 10")] // A spike.
    [InlineData("0 0 10 0 10 10 0 10 0 4 2 6 4 4 2 2 0 4", "0 0 10 0 10 10 0 10 0 4|-0 4 2 6 4 4 2 2")] // A void.
    [InlineData("0 0 20 0 20 10 10 10 10 5 10 10 0 10", "0 0 20 0 20 10 10 10 0 10")] // There and back.
    [InlineData("0 0 10 0 10 9 2 9 2 5 0 5 0 20 0 5", "0 0 10 0 10 9 2 9 2 5 0 5")]
    public void Repair_RingsThatTouchThemselves_AreTakenApart(string text, string expected)
    {
        var repaired = new RingRepair().Repair(Paths(text), keep: false);

        Assert.Equal(expected.Split('|').Order(), Enumerable.Range(0, repaired.Count).Select(i => (repaired.IsHole(i) ? "-" : "") + string.Join(' ', repaired.Path(i).ToArray())).Order());
        Assert.True(Shape(repaired).IsValid);
    }

    [Fact]
    public void Repair_ARingThatGoesThroughItselfInAPlace_IsTwoParts()
    {
        var shape = Shape(new RingRepair().Repair(Paths("26 4 23 10 27 28 2 29 7 19 12 16 26 4 27 2 28 2"), keep: false));

        Assert.True(shape.IsValid, shape.ToString());
        Assert.Equal(2, shape.NumGeometries);
    }

    [Theory]
    [InlineData("0 0 20 0 20 20 0 20 0 0 10 4 10 10 4 10")] // Round twice: one loop in the other.
    [InlineData("19 1 15 21 7 22 15 21 13 8 30 26 4 0 14 9 6 26 25 0 30 26 29 25")] // Fixed on whole steps, it fails.
    public void Repair_RingsThatAreHardToTakeApart_AreValid(string text)
    {
        var shape = Shape(new RingRepair().Repair(Paths(text), keep: false));

        Assert.True(shape.IsValid, shape.ToString());
        Assert.False(shape.IsEmpty);
    }

    [Fact]
    public void Repair_AnyRing_IsValidWithTheSameArea() => Prop.ForAll(
        Arb.From(from count in Gen.Choose(3, 12) from numbers in Gen.ListOf(Gen.Choose(0, 30), 2 * count) select numbers), numbers =>
        {
            var rings = Paths(string.Join(' ', numbers));

            var repaired = new RingRepair().Repair(rings, keep: false);

            var shape = Shape(repaired);
            Assert.True(shape.IsValid, shape.ToString());
            if (rings.Count > 0 && new RingContacts().Find(rings) == RingFault.None)
            {
                Assert.Equal(rings.Path(0).ToArray(), repaired.Count == 0 ? rings.Path(0).ToArray() : repaired.Path(0).ToArray());
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Repair_NothingWouldBeLeft_StaysWhereItIsToBeKept()
    {
        const string Sliver = "0 0 16 46 13 52 16 44";

        Assert.InRange(new RingRepair().Repair(Paths(Sliver), keep: true).Count, 1, 2);
        Assert.True(Shape(new RingRepair().Repair(Paths(Sliver), keep: false)).IsValid);
    }

    [Fact]
    public void Repair_MoreCrossingsThanAreWorthIt_EndsSoonAndLeavesTheRingAsItIs()
    {
        var random = new Random(5);
        var star = Paths(string.Join(' ', Enumerable.Range(0, 30_000).Select(_ => random.Next(100_000))));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(star.Path(0).ToArray(), new RingRepair().Repair(star, keep: true).Path(0).ToArray());
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Find_ATallRing_IsSweptAlongItsLongerSide()
    {
        // 2,000 steps north and back, all between the same two meridians: swept from west to east, each edge would meet each.
        var edge = Enumerable.Range(0, 2000).Select(i => $"{i % 2} {10 * i}");
        var back = Enumerable.Range(0, 2000).Reverse().Select(i => $"{5 + (i % 2)} {10 * i}");

        Assert.Equal(RingFault.None, new RingContacts().Find(Paths(string.Join(' ', edge.Concat(back)))));
        Assert.Equal(RingFault.Touches, new RingContacts().Find(Paths(string.Join(' ', edge.Concat(back).Append("1 10").Append("3 5")))));
    }

    [Fact]
    public void Repair_ABowTie_IsTwoPolygons()
    {
        var repaired = new RingRepair().Repair(Paths("0 0 10 10 10 0 0 12"), keep: false);

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
        Assert.Equal(RingFault.None, new RingContacts().Find(paths));
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2));
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
