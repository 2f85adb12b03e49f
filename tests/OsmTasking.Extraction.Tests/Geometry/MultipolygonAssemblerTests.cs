using FsCheck;
using FsCheck.Fluent;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Tests.Geometries;

public sealed class MultipolygonAssemblerTests
{
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);

    // Any set of squares of a grid is an area whose border the assembler must turn into valid polygons: rings that touch in
    // corners, holes in holes and shared borders all come up.
    [Fact]
    public void Assemble_BorderOfAnySquares_GivesTheirUnion() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(0, 1), 36).Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), drawn =>
    {
        var (squares, seed) = drawn;
        var random = new Random(seed);
        var assembler = new MultipolygonAssembler();
        var parts = new List<NetTopologySuite.Geometries.Geometry>();
        for (var i = 0; i < 36; i++)
        {
            if (squares[i] == 1)
            {
                var ring = Ring(i % 6, i / 6);
                AddInPieces(assembler, ring, random);
                parts.Add(Factory.CreatePolygon([.. ring.Select(at => new Coordinate(PackedLocation.Longitude(at) / 1e7, PackedLocation.Latitude(at) / 1e7))]));
            }
        }

        var area = new PackedGeometry();
        var problem = assembler.Assemble(area);

        Assert.Equal(parts.Count == 0 ? ProblemReason.NothingEnclosed : ProblemReason.None, problem);
        if (parts.Count > 0)
        {
            var geometry = area.ToNts();
            var validity = new IsValidOp(geometry);
            Assert.True(validity.IsValid, $"{validity.ValidationError} {geometry}");
            var union = NetTopologySuite.Operation.Union.UnaryUnionOp.Union(parts);
            Assert.True(geometry.EqualsTopologically(union), $"{geometry} is not {union}");
            AssertDirections(geometry);
        }
    }).QuickCheckThrowOnFailure();

    // The sweep against looking at every pair.
    [Fact]
    public void Assemble_AnyTriangles_AreRefusedExactlyWhenSegmentsCross() => Prop.ForAll(
        Gen.Choose(0, 9).Zip(Gen.Choose(0, 9)).ArrayOf(3).ListOf(3).ToArbitrary(), triangles =>
    {
        var assembler = new MultipolygonAssembler();
        var all = new List<Segment>();
        foreach (var triangle in triangles)
        {
            ulong[] ring = [.. triangle.Append(triangle[0]).Select(point => PackedLocation.Pack(point.Item1, point.Item2))];
            assembler.Add(ring);
            all.AddRange(ring.Zip(ring.Skip(1)).Where(pair => pair.First != pair.Second).Select(pair => Segment.Between(pair.First, pair.Second)));
        }

        var segments = all.GroupBy(segment => segment).Where(group => group.Count() % 2 == 1).Select(group => group.Key).ToArray();
        var crossing = Enumerable.Range(0, segments.Length).Any(i => Enumerable.Range(0, i).Any(j => Meet(segments[i], segments[j])));
        var expected = segments.Length == 0 ? ProblemReason.NothingEnclosed : crossing ? ProblemReason.Crossing : ProblemReason.None;

        var area = new PackedGeometry();
        var problem = assembler.Assemble(area);

        Assert.Equal(expected, problem);
        if (problem == ProblemReason.None)
        {
            Assert.True(area.ToNts().IsValid, area.ToNts().ToString());
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Assemble_CrossingBehindASmallerRing_IsFound()
    {
        var assembler = new MultipolygonAssembler();
        assembler.Add([At(-1, 50), At(30, 49), At(30, 51), At(-1, 50)]);
        assembler.Add([At(0, 0), At(100, 100), At(100, 99), At(0, 0)]);
        assembler.Add([At(0, 100), At(100, 0), At(100, 1), At(0, 100)]);

        Assert.Equal(ProblemReason.Crossing, assembler.Assemble(new PackedGeometry()));
        Assert.InRange(PackedLocation.Longitude(assembler.ProblemAt), 49, 51);
        Assert.InRange(PackedLocation.Latitude(assembler.ProblemAt), 49, 51);

        static ulong At(int longitude, int latitude) => PackedLocation.Pack(longitude, latitude);
    }

    [Fact]
    public void Cross_OfAnySegments_AgreesWithNts() => Prop.ForAll(Gen.Choose(0, 4).ArrayOf(8).ToArbitrary(), numbers =>
    {
        var (a, b) = (Between(numbers.AsSpan(0, 4)), Between(numbers.AsSpan(4, 4)));
        if (a.Low != a.High && b.Low != b.High && a != b)
        {
            Assert.Equal(Meet(a, b), Segment.Cross(a, b));
            Assert.Equal(Meet(a, b), Segment.Cross(b, a));
        }

        static Segment Between(Span<int> at) => Segment.Between(PackedLocation.Pack(at[0], at[1]), PackedLocation.Pack(at[2], at[3]));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Assemble_AtTheEdgesOfTheGlobe_StaysExact()
    {
        var (east, north) = (PackedLocation.MaxLongitude, PackedLocation.MaxLatitude);
        var assembler = new MultipolygonAssembler();
        assembler.Add([At(-east, -north), At(east, -north), At(east, north), At(-east, north), At(-east, -north)]);

        // A hole whose corner misses the diagonal of another line by one step.
        assembler.Add([At(-east + 1, north - 2), At(east - 1, -north + 1), At(-east + 1, -north + 1), At(-east + 1, north - 2)]);
        assembler.Add([At(-east + 2, north - 1), At(east - 1, -north + 2), At(east - 1, north - 1), At(-east + 2, north - 1)]);
        var area = new PackedGeometry();

        Assert.Equal(ProblemReason.None, assembler.Assemble(area));
        Assert.Equal(3, area.PathEnds.Length);
        Assert.Equal(1, area.PolygonEnds.Length);

        static ulong At(int longitude, int latitude) => PackedLocation.Pack(longitude, latitude);
    }

    // A comb and a fan: quadratic methods take hours for these.
    [Fact]
    public void Assemble_HundredsOfThousandsOfLongSegments_TakesSeconds()
    {
        var teeth = 100_000;
        var comb = new List<ulong>();
        for (var i = 0; i < teeth; i++)
        {
            comb.Add(PackedLocation.Pack(0, 4 * i));
            comb.Add(PackedLocation.Pack(1_000_000_000, (4 * i) + 2));
        }

        comb.Add(PackedLocation.Pack(-10, 4 * teeth));
        comb.Add(PackedLocation.Pack(-10, 0));
        comb.Add(comb[0]);
        var assembler = new MultipolygonAssembler();
        assembler.Add([.. comb]);
        for (var i = 0; i < 50_000; i++)
        {
            var (center, a, b) = (PackedLocation.Pack(-1000, -1000), PackedLocation.Pack(-100_000_000, (4 * i) - 1_000_000), PackedLocation.Pack(-100_000_000, (4 * i) - 999_998));
            assembler.Add([center, a, b, center]);
        }

        var area = new PackedGeometry();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(ProblemReason.None, assembler.Assemble(area));
        Assert.Equal(50_001, area.PolygonEnds.Length);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"It took {clock.Elapsed}.");
    }

    private static bool Meet(Segment a, Segment b)
    {
        var robust = new NetTopologySuite.Algorithm.RobustLineIntersector();
        robust.ComputeIntersection(At(a.Low), At(a.High), At(b.Low), At(b.High));
        return robust.HasIntersection && (robust.IntersectionNum == 2 || !(At(a.Low).Equals2D(robust.GetIntersection(0)) || At(a.High).Equals2D(robust.GetIntersection(0))) ||
            !(At(b.Low).Equals2D(robust.GetIntersection(0)) || At(b.High).Equals2D(robust.GetIntersection(0))));

        static Coordinate At(ulong location) => new(PackedLocation.Longitude(location), PackedLocation.Latitude(location));
    }

    private static void AssertDirections(NetTopologySuite.Geometries.Geometry geometry)
    {
        for (var i = 0; i < geometry.NumGeometries; i++)
        {
            var polygon = (Polygon)geometry.GetGeometryN(i);
            Assert.True(polygon.Shell.IsCCW);
            Assert.DoesNotContain(polygon.Holes, hole => hole.IsCCW);
        }
    }

    private static ulong[] Ring(int column, int row) =>
        [At(column, row), At(column + 1, row), At(column + 1, row + 1), At(column, row + 1), At(column, row)];

    private static ulong At(int column, int row) => PackedLocation.Pack(column * 10_000_000, (row * 10_000_000) - (column * 3_000_000));

    private static void AddInPieces(MultipolygonAssembler assembler, ulong[] ring, Random random)
    {
        var cut = random.Next(1, 4);
        ulong[] first = ring[..(cut + 1)], second = ring[cut..];
        if (random.Next(2) == 0)
        {
            Array.Reverse(first);
        }

        assembler.Add(second);
        assembler.Add(first);
    }
}
