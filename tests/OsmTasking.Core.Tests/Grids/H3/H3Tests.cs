using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Grids.H3;
using OsmTasking.TestKit;

namespace OsmTasking.Core.Tests.Grids.H3;

/// <summary>Cells of H3, against the reference implementation.</summary>
public class H3Tests
{
    private const string Parallelogram = """{"type":"Polygon","coordinates":[[[-5.7,36],[-5.2,36],[-5.3,36.4],[-5.75,36.3],[-5.7,36]]]}""";

    [Fact]
    public void Cells_AreThoseOfTheReference()
    {
        var read = 0;
        foreach (var fields in Vectors())
        {
            var cell = H3Cell.At(Number(fields[0]), Number(fields[1]), int.Parse(fields[2], CultureInfo.InvariantCulture));
            Assert.Equal(fields[3], cell.ToString());
            var (longitude, latitude) = cell.Centre();
            Near([.. fields[4].Split(' ').Select(Number)], [longitude, latitude]);
            Near([.. fields[5].Split(' ').Select(Number)], [.. cell.Corners().SelectMany(corner => new[] { corner.Longitude, corner.Latitude })]);
            read++;
        }

        Assert.Equal(16 * 14, read);
    }

    // The examples of the reference's own documentation and tests.
    [Theory]
    [InlineData(-122.41795063018799, 37.775938728915946, 9, "8928308280fffff")]
    [InlineData(-122.40898669973, 37.81331899988944, 7, "87283080dffffff")]
    [InlineData(-74.044444444, 40.689166667, 10, "8a2a1072b59ffff")]
    public void At_OfKnownPlaces_GivesTheKnownCell(double longitude, double latitude, int resolution, string index) =>
        Assert.Equal(index, H3Cell.At(longitude, latitude, resolution).ToString());

    [Fact]
    public void Indexes_RoundTripAsText_AndJunkIsRefused()
    {
        Assert.True(H3Cell.TryParse("8928308280fffff", out var cell));
        Assert.Equal((9, false, "8928308280fffff"), (cell.Resolution, cell.IsPentagon, cell.ToString()));
        Assert.True(H3Cell.TryParse("8009fffffffffff", out var pentagon) && pentagon.IsPentagon);
        Assert.Equal(5, pentagon.Corners().Count);
        foreach (var junk in new[] { null, "", "0", "x", "ffffffffffffffff", "8928308280ffff0", "80f5fffffffffff", "81083ffffffffff1", "81087ffffffffff" })
        {
            Assert.False(H3Cell.TryParse(junk, out _), junk);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => H3Cell.At(0, 91, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => H3Cell.At(double.NaN, 0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => H3Cell.At(0, 0, 16));
    }

    [Fact]
    public void Cell_OfAnyPlace_HoldsIt_AndItsMiddleIsInIt() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<NormalFloat>().Three().Select(t => (Longitude: (t.Item1.Item % 180), Latitude: (t.Item2.Item % 85), Resolution: (int)(Math.Abs(t.Item3.Item) % 16))).ToArbitrary(),
        place =>
        {
            var cell = H3Cell.At(place.Longitude, place.Latitude, place.Resolution);
            var (longitude, latitude) = cell.Centre();
            Assert.True(cell.IsValid);
            Assert.Equal(cell, H3Cell.At(longitude, latitude, place.Resolution));
            Assert.True(cell.Outline().IsValid);

            // Corners are joined by great circles, the outline by lines straight in degrees: a place near an edge may lie just beyond it.
            var point = GeoJsonGeometry.Factory.CreatePoint(new Coordinate(place.Longitude, place.Latitude));
            Assert.True(place.Resolution < 4 || cell.Outline().Distance(point) < Math.Sqrt(cell.Outline().Area) * 0.05);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Cover_OfAnArea_PartitionsIt(int resolution)
    {
        var area = AreaOfInterest.Parse(Parallelogram).OrThrow();

        var tasks = H3Grid.Cover(area, resolution, clip: true);

        // As many as the reference finds that overlap it.
        Assert.Equal(resolution switch { 5 => 13, 6 => 61, 7 => 353, _ => 2284 }, tasks.Count);
        Assert.Equal(area.Shape.Area, tasks.Sum(task => task.Shape.Area), Math.Max(area.Shape.Area * 1e-9, area.Shape.Length * 1.5e-14));
        Assert.Equal(tasks.Count, tasks.Select(task => task.Key).Distinct().Count());
        Assert.All(tasks, task => Assert.True(task.Shape.IsValid));
        Assert.Equal(tasks.Select(task => task.Key), H3Grid.Cover(area, resolution, clip: false).Select(task => task.Key));
    }

    [Fact]
    public void Cover_OfHardShapes_LosesNothing() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();

        var tasks = H3Grid.Cover(area, 5, clip: true);

        Assert.Equal(area.Shape.Area, tasks.Sum(task => task.Shape.Area), Math.Max(area.Shape.Area * 1e-9, area.Shape.Length * 1.5e-14));
        Assert.All(tasks, task => Assert.True(task.Shape.IsValid));
    }, times: 60);

    [Fact]
    public void Cover_AcrossTheAntimeridian_HasOneTaskForTheTwoHalvesOfACell()
    {
        var area = AreaOfInterest.Parse("""
            {"type":"MultiPolygon","coordinates":[[[[179.5,-17],[180,-17],[180,-16],[179.5,-16],[179.5,-17]]],[[[-180,-17],[-179.5,-17],[-179.5,-16],[-180,-16],[-180,-17]]]]}
            """).OrThrow();

        var tasks = H3Grid.Cover(area, 5, clip: true);

        Assert.Equal(area.Shape.Area, tasks.Sum(task => task.Shape.Area), Math.Max(area.Shape.Area * 1e-9, area.Shape.Length * 1.5e-14));
        Assert.Contains(tasks, task => task.Shape.EnvelopeInternal is { MinX: -180, MaxX: 180 });
        Assert.Equal(tasks.Count, tasks.Select(task => task.Key).Distinct().Count());
    }

    [Fact]
    public void Cover_OfTooManyCells_IsRefusedBeforeTheWork()
    {
        var area = AreaOfInterest.Parse(Parallelogram).OrThrow();

        Assert.Contains("resolution 15", Assert.Throws<GridLimitException>(() => H3Grid.Cover(area, 15, clip: true)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => H3Grid.Cover(area, 16, clip: true));
    }

    private static IEnumerable<string[]> Vectors() =>
        File.ReadLines(Path.Combine(SharedData.Repository, "tests/OsmTasking.Core.Tests/Grids/H3/vectors.csv")).Where(line => line[0] != '#').Select(line => line.Split(','));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void Near(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.True(Math.Abs(pair.First - pair.Second) < 1e-8, $"{pair}"));
    }
}
