using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Grids.Balance;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Laws of squares of metres, hexagons and adaptive tiles, over the shapes of <see cref="AreaShapes"/>.</summary>
public class OtherGridLaws
{
    [Fact]
    public void Squares_PartitionTheArea_AndAreKeyedByPlace() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        if (Refused(() => MetricGrid.Cover(area, 5000, clip: true)) is not { } cells)
        {
            return; // Spans too many degrees for squares of one width.
        }

        GridBorders.AssertSameArea(area.Shape, cells.Select(cell => cell.Shape));
        GridBorders.AssertCancel(area.Shape, [.. cells.Select(cell => cell.Shape)]);
        Keys(cells);
        Assert.Equal(cells.Select(cell => cell.Key), MetricGrid.Cover(area, 5000, clip: false).Select(cell => cell.Key));
    }, times: 80);

    [Fact]
    public void Hexagons_PartitionTheArea_AndAreKeyedByPlace() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();

        var cells = HexGrid.Cover(area, 4000, clip: true);

        Assert.Equal(area.Shape.Area, cells.Sum(cell => cell.Shape.Area), Math.Max(area.Shape.Area * 1e-9, area.Shape.Length * 1.5e-14));
        Keys(cells);
        Assert.Equal(cells.Select(cell => cell.Key), HexGrid.Cover(area, 4000, clip: false).Select(cell => cell.Key));
    }, times: 80);

    [Theory]
    [InlineData(-0.05, -0.05)] // Over the equator and Greenwich, where indices change their sign.
    [InlineData(-70.1, -33.2)]
    [InlineData(151, -33.9)]
    [InlineData(-179.95, 66)]
    public void Hexagons_AnywhereOnEarth_PartitionTheArea(double west, double south)
    {
        var area = Box(west, south, west + 0.1, south + 0.1);

        var cells = HexGrid.Cover(area, 700, clip: true);

        Assert.Equal(area.Shape.Area, cells.Sum(cell => cell.Shape.Area), Math.Max(area.Shape.Area * 1e-9, area.Shape.Length * 1.5e-14));
        Keys(cells);
        var whole = cells.Where(cell => cell.IsWhole).ToList();
        Assert.NotEmpty(whole);
        var cosine = Math.Cos((south + 0.05) * Math.PI / 180);
        Assert.All(whole, cell => Assert.Equal(700 * 700 * 1.5 * Math.Sqrt(3), SphericalArea.SquareMetres(cell.Shape), 700 * 700 * 0.1 / cosine));
    }

    // Two areas with one reference parallel share their lattice: the larger one has the smaller one's cells.
    [Fact]
    public void Squares_DoNotHangOnTheArea()
    {
        var (small, large) = (Box(10.013, 47.02, 10.05, 47.06), Box(9.99, 47, 10.09, 47.08));

        var (few, many) = (MetricGrid.Cover(small, 250, clip: false), MetricGrid.Cover(large, 250, clip: false).ToDictionary(cell => cell.Key));

        Assert.All(few, cell => Assert.True(many[cell.Key].Shape.EqualsExact(cell.Shape)));
        Assert.All(few.Where(cell => small.Bounds.Contains(cell.Shape.EnvelopeInternal)), cell => Assert.Equal(62_500, SphericalArea.SquareMetres(cell.Shape), 62_500 * 0.01));
    }

    [Fact]
    public void Squares_WhereWidthsDifferTooMuch_AreRefused() =>
        Assert.Contains("5", Assert.Throws<GridLimitException>(() => MetricGrid.Cover(Box(0, 50, 1, 60), 1000, clip: true)).Message, StringComparison.Ordinal);

    [Fact]
    public void AdaptiveTiles_PartitionTheArea_AndHaveNoMoreWorkThanAsked() => AreaShapes.Hold(AreaShapes.Any, shape =>
    {
        var area = AreaOfInterest.Of(shape).OrThrow();
        var survey = new WorkSurvey(new WorkModel(1, 0, 0, 1));
        var random = new Random(shape.NumPoints);
        for (var point = 0; point < 200; point++)
        {
            survey.AddPoint(area.Bounds.MinX + (random.NextDouble() * area.Bounds.Width), area.Bounds.MinY + (random.NextDouble() * area.Bounds.Height));
        }

        var cells = AdaptiveGrid.Cover(area, survey, mostMinutes: 20, deepest: 16, clip: true);

        GridBorders.AssertSameArea(area.Shape, cells.Select(cell => cell.Shape));
        GridBorders.AssertCancel(area.Shape, [.. cells.Select(cell => cell.Shape)]);
        Assert.All(cells, cell => Assert.True(cell.Tile!.Value.Zoom == 16 || survey.Points.Count(point => In(Tile.Box(cell.Tile.Value), point.Longitude, point.Latitude)) <= 20));
    }, times: 60);

    private static bool In(Envelope box, double x, double y) => x >= box.MinX && x < box.MaxX && y >= box.MinY && y < box.MaxY;

    private static void Keys(IReadOnlyList<GridTask> cells)
    {
        Assert.Equal(cells.Count, cells.Select(cell => cell.Key).Distinct().Count());
        Assert.All(cells, cell => Assert.True(cell.Shape.IsValid && cell.Shape.Area > 0));
    }

    private static IReadOnlyList<GridTask>? Refused(Func<IReadOnlyList<GridTask>> cover)
    {
        try
        {
            return cover();
        }
        catch (GridLimitException)
        {
            return null;
        }
    }

    private static AreaOfInterest Box(double west, double south, double east, double north) =>
        AreaOfInterest.Of(GeoJsonGeometry.Factory.ToGeometry(new Envelope(west, east, south, north))).OrThrow();
}
