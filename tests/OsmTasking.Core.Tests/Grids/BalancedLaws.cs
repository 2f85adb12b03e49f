using FsCheck;
using FsCheck.Fluent;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Grids.Balance;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Laws of balanced splits, over made-up quarters: rows that share walls, houses that overlap, streets.</summary>
public class BalancedLaws
{
    [Fact]
    [Trait("Law", "16")]
    public void Tasks_CoverTheArea_InOnePieceEach_AndCutNoBuilding() => Hold(quarter =>
    {
        var split = BalancedSplit.Split(quarter.Area, quarter.Survey, new BalanceOptions { TaskCount = quarter.Tasks });

        Whole(quarter, split);
        Assert.Equal(quarter.Tasks, split.Tasks.Count);
        Assert.Equal(quarter.Houses, split.Minutes.Sum(), 1e-6);

        // A group of houses that cannot be parted may be larger than what a task should have.
        Assert.InRange(split.Minutes.Max(), 0, Math.Max(1.35 * split.Minutes.Average(), split.Minutes.Average() + 3));
    });

    [Fact]
    [Trait("Law", "16")]
    public void BordersAlongLines_KeepTheSamePromises() => Hold(quarter =>
    {
        var split = BalancedSplit.Split(quarter.Area, quarter.Survey, new BalanceOptions { TaskCount = quarter.Tasks, FollowLines = true });

        Whole(quarter, split);
        Assert.Equal(quarter.Tasks, split.Tasks.Count);
        Assert.Equal(quarter.Houses, split.Minutes.Sum(), 1e-6);
        var compact = BalancedSplit.Split(quarter.Area, quarter.Survey, new BalanceOptions { TaskCount = quarter.Tasks });
        Assert.True(quarter.Tasks < 3 || split.Quality.BorderOnLinesShare > compact.Quality.BorderOnLinesShare, $"{split.Quality.BorderOnLinesShare} against {compact.Quality.BorderOnLinesShare}");
    });

    [Fact]
    public void Splits_AreTheSame_EveryTime() => Hold(quarter =>
    {
        foreach (var lines in new[] { false, true })
        {
            var options = new BalanceOptions { TaskCount = quarter.Tasks, FollowLines = lines };
            Assert.Equal(BalancedSplit.Split(quarter.Area, quarter.Survey, options).Tasks.Select(task => task.Shape.AsText()), BalancedSplit.Split(quarter.Area, quarter.Survey, options).Tasks.Select(task => task.Shape.AsText()));
        }
    }, times: 3);

    [Fact]
    [Trait("Law", "17")]
    public void OneMoreBuilding_AddsItsWork_AndNothingElse() => Hold(quarter =>
    {
        var before = SplitMeasure.Of(quarter.Area, quarter.Survey, BalancedSplit.Split(quarter.Area, quarter.Survey, new BalanceOptions { TaskCount = quarter.Tasks }).Tasks);
        quarter.Survey.AddBuilding(House(9.5005, 47.1005, 4, 4));
        var after = SplitMeasure.Of(quarter.Area, quarter.Survey, before.Tasks);

        Assert.Equal(before.Minutes.Sum() + 1, after.Minutes.Sum(), 1e-6);
        Assert.Single(before.Minutes.Zip(after.Minutes), pair => pair.Second - pair.First > 0.5);
    }, times: 4);

    [Fact]
    [Trait("Law", "17")]
    public void WithoutAnyWork_TasksHaveEqualAreas()
    {
        var split = BalancedSplit.Split(Box(0.02), new WorkSurvey(WorkModel.Buildings), new BalanceOptions { TaskCount = 12 });

        Assert.Equal(12, split.Tasks.Count);
        var areas = split.Tasks.Select(task => SphericalArea.SquareMetres(task.Shape)).ToList();
        Assert.InRange(areas.Max() / areas.Average(), 1, 1.1);
    }

    [Fact]
    public void OptionsOutOfRange_AreRefused()
    {
        var survey = new WorkSurvey(WorkModel.Buildings);

        Assert.Throws<ArgumentOutOfRangeException>(() => BalancedSplit.Split(Box(0.02), survey, new BalanceOptions { TaskCount = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => BalancedSplit.Split(Box(0.02), survey, new BalanceOptions { TargetMinutes = double.NaN }));
        Assert.Throws<GridLimitException>(() => BalancedSplit.Split(Box(0.02), survey, new BalanceOptions { TaskCount = 200_000 }));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => BalancedSplit.Split(Box(0.02), survey, new BalanceOptions { TaskCount = 50 }, progress: null, cancelled.Token));
    }

    private static void Whole(Quarter quarter, BalancedTasks split)
    {
        Assert.Equal((0, 0), (split.Quality.FootprintsCut, split.Quality.TasksInSeveralPieces));
        Assert.InRange(Math.Abs(ExactArea.Difference(quarter.Area.Shape, split.Tasks.Select(task => task.Shape))), 0, quarter.Area.Shape.Area * 1e-9);
        Assert.All(split.Tasks, task => Assert.True(task.Shape.IsValid));
        for (var one = 0; one < split.Tasks.Count; one++)
        {
            for (var other = one + 1; other < split.Tasks.Count; other++)
            {
                var (a, b) = (split.Tasks[one].Shape, split.Tasks[other].Shape);
                Assert.True(!a.EnvelopeInternal.Intersects(b.EnvelopeInternal) || OverlayNGRobust.Overlay(a, b, SpatialFunction.Intersection).Area <= quarter.Area.Shape.Area * 1e-9);
            }
        }
    }

    private static void Hold(Action<Quarter> law, int times = 8) => Prop.ForAll(
        (from seed in Gen.Choose(0, 1_000_000) from tasks in Gen.Choose(2, 12) select (seed, tasks)).ToArbitrary(),
        made => law(Make(new Random(made.seed), made.tasks))).Check(Config.QuickThrowOnFailure.WithMaxTest(times).WithReplay(20261121, 7));

    private static AreaOfInterest Box(double side) =>
        AreaOfInterest.Of(GeoJsonGeometry.Factory.ToGeometry(new Envelope(9.5, 9.5 + side, 47.1, 47.1 + side))).OrThrow();

    private static Quarter Make(Random random, int tasks)
    {
        var survey = new WorkSurvey(WorkModel.Buildings);
        var area = random.Next(3) == 0 ? AreaOfInterest.Of(Box(0.006).Shape.Difference(GeoJsonGeometry.Factory.ToGeometry(new Envelope(9.5021, 9.5033, 47.1022, 47.1031)))).OrThrow() : Box(0.006);
        const int Rows = 7;
        for (var row = 0; row < Rows; row++)
        {
            var latitude = 47.1 + ((row + 0.5) / Rows * 0.006);
            survey.AddBorderLine(Line(9.499, latitude + (0.003 / Rows), 9.507, latitude + (0.003 / Rows)), row % 3 == 0 ? LineRank.Major : LineRank.Street);
            survey.AddBorderLine(Line(9.5 + (row * 0.0009), 47.099, 9.5 + (row * 0.0009), 47.107));
            for (var at = 9.5002; at < 9.5058;)
            {
                var metres = 6 + (random.NextDouble() * 10);
                if (random.Next(4) > 0)
                {
                    survey.AddBuilding(House(at, latitude + ((random.NextDouble() - 0.5) * 0.00008), metres, 7 + (random.NextDouble() * 8)));
                }

                // Sharing a wall, a few centimetres into each other, or apart.
                at += Degrees(metres) + (random.Next(3) switch { 0 => 0, 1 => -5e-7, _ => random.NextDouble() * 0.0003 });
            }
        }

        return new Quarter(area, survey, tasks, survey.Footprints.Count(house => area.Shape.Contains(house.Outline.Centroid)));
    }

    private static double Degrees(double metres) => metres / (111_195 * Math.Cos(47.1 * Math.PI / 180));

    private static Geometry House(double west, double south, double width, double depth) =>
        GeoJsonGeometry.Factory.ToGeometry(new Envelope(west, west + Degrees(width), south, south + (depth / 111_195)));

    private static LineString Line(double x1, double y1, double x2, double y2) => GeoJsonGeometry.Factory.CreateLineString([new(x1, y1), new(x2, y2)]);

    /// <summary>An area, what is in it, and how many houses have their middle in it.</summary>
    private sealed record Quarter(AreaOfInterest Area, WorkSurvey Survey, int Tasks, int Houses);
}
