using FsCheck;
using FsCheck.Fluent;
using NetTopologySuite.Geometries;
using OsmTasking.Extraction.Formats.VectorTiles;

namespace OsmTasking.Extraction.Tests.Formats.VectorTiles;

public sealed class TileClipTests
{
    private static readonly GeometryFactory Geometries = new();
    private static readonly TileBox Box = new(-64, -64, 4160, 4160);
    private static readonly Geometry BoxShape = Geometries.ToGeometry(new Envelope(Box.West, Box.East, Box.North, Box.South));

    private static Gen<(int X, int Y)> Place => from x in Gen.Choose(-6000, 10_000) from y in Gen.Choose(-6000, 10_000) select (x, y);

    [Fact]
    public void Lines_AnyLine_KeepsWhatLiesInTheBox() => Prop.ForAll(Arb.From(Gen.ListOf(Place, 9)), places =>
    {
        var source = Paths(2, false, [.. places]);
        var target = new TilePaths();

        TileClip.Lines(source, Box, target);

        var line = Geometries.CreateLineString([.. places.Select(place => new Coordinate(place.X, place.Y))]);
        var expected = BoxShape.Intersection(Geometries.CreateMultiLineString([.. Enumerable.Range(0, 8).Select(i => Geometries.CreateLineString([line.GetCoordinateN(i), line.GetCoordinateN(i + 1)]))]));
        var found = Enumerable.Range(0, target.Count).Sum(i => Length(target.Path(i).ToArray()));
        Assert.InRange(found - expected.Length, -30, 30); // A rounding at each of at most 16 cuts.
        Assert.True(target.Count == 0 || Box.Contains(target.Bounds()));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rings_AnyTriangle_KeepsItsAreaInTheBox() => Prop.ForAll(Arb.From(Gen.ListOf(Place, 3)), places =>
    {
        var source = Paths(3, true, [.. places]);
        var target = new TilePaths();

        new TileClip().Rings(source, Box, target);

        var ring = places.Append(places[0]).Select(place => new Coordinate(place.X, place.Y)).ToArray();
        var expected = source.Count == 0 ? 0 : BoxShape.Intersection(Geometries.CreatePolygon(ring).Buffer(0)).Area;
        var found = Enumerable.Range(0, target.Count).Sum(i => Math.Abs(TileCommands.Area(target.Path(i)))) / 2.0;
        Assert.InRange(found - expected, -25_000, 25_000); // Half a step along edges of 4,224.
        Assert.True(target.Count == 0 || Box.Contains(target.Bounds()));
        Assert.True(target.Count == 0 || TileCommands.Area(target.Path(0)) == 0 || TileCommands.Area(target.Path(0)) > 0 == TileCommands.Area(source.Path(0)) > 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rings_AroundTheBox_BecomesTheBox()
    {
        var target = new TilePaths();

        new TileClip().Rings(Paths(3, true, (-9000, -9000), (-9000, 9000), (9000, 9000), (9000, -9000)), Box, target);

        Assert.Equal(2L * 4224 * 4224, Math.Abs(TileCommands.Area(target.Path(0))));
        Assert.Equal(8, target.Path(0).Length);
    }

    [Fact]
    public void Simplify_AnyPath_StaysWithinTheTolerance() => Prop.ForAll(Arb.From(Gen.ListOf(Place, 40)), places =>
    {
        var positions = places.SelectMany((place, i) => new[] { i * 100, place.Y / 400 }).ToArray();
        var path = positions.ToArray();

        var kept = new PathSimplification().Simplify(path, 4, ring: false);

        var simple = Geometries.CreateLineString([.. Enumerable.Range(0, kept).Select(i => new Coordinate(path[2 * i], path[(2 * i) + 1]))]);
        Assert.Equal((positions[0], positions[1], positions[^2], positions[^1]), (path[0], path[1], path[(2 * kept) - 2], path[(2 * kept) - 1]));
        Assert.All(Enumerable.Range(0, 40), i => Assert.InRange(simple.Distance(Geometries.CreatePoint(new Coordinate(positions[2 * i], positions[(2 * i) + 1]))), 0, 4.0001));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Simplify_Ring_KeepsItsCorners()
    {
        int[] ring = [0, 0, 50, 1, 100, 0, 101, 50, 100, 100, 50, 99, 0, 100, 1, 50];

        var kept = new PathSimplification().Simplify(ring, 4, ring: true);

        Assert.Equal([0, 0, 100, 0, 100, 100, 0, 100], ring[..(2 * kept)]);
    }

    private static TilePaths Paths(int fewest, bool ring, params (int X, int Y)[] places)
    {
        var paths = new TilePaths();
        foreach (var (x, y) in places)
        {
            paths.Append(x, y);
        }

        paths.EndPath(ring ? 3 : fewest);
        return paths;
    }

    private static double Length(int[] path) => Enumerable.Range(1, (path.Length / 2) - 1)
        .Sum(i => Math.Sqrt(Math.Pow(path[2 * i] - (double)path[(2 * i) - 2], 2) + Math.Pow(path[(2 * i) + 1] - (double)path[(2 * i) - 1], 2)));
}
