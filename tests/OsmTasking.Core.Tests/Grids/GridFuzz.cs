using System.Globalization;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Cuts hard shapes by the thousand: the same seeds in every run, and as many tasks as <c>./build.sh fuzz grids</c> asks for.</summary>
public class GridFuzz(ITestOutputHelper output)
{
    private const int TasksInCi = 20_000;

    [Fact]
    public void Tasks_OfHardShapes_AreValid_AndPartitionTheirArea()
    {
        var wanted = long.TryParse(Environment.GetEnvironmentVariable("OSM_TASKING_FUZZ_GRIDS"), CultureInfo.InvariantCulture, out var asked) ? asked : TasksInCi;
        var (tasks, areas, split) = (0L, 0, 0L);
        var (worst, differ, size) = (0.0, 0.0, 0.0);
        for (var seed = 0; tasks < wanted; seed++)
        {
            var shape = AreaShapes.Make(new Random(seed));
            var area = AreaOfInterest.Of(shape).OrThrow();
            var zoom = AreaShapes.Zoom + (seed % 3);
            var outlines = TileGrid.Cover(area, zoom, clip: true).ToList();
            var cells = outlines.ConvertAll(cell => cell.Shape);
            (tasks, areas) = (tasks + cells.Count, areas + 1);
            var difference = Math.Abs(ExactArea.Difference(area.Shape, cells));
            (worst, differ, size) = (Math.Max(worst, difference / area.Shape.Area), differ + difference, size + area.Shape.Area);
            try
            {
                GridBorders.AssertSameArea(area.Shape, cells);
                GridBorders.AssertCancel(area.Shape, cells);
                Assert.DoesNotContain(cells, cell => !cell.IsValid || cell.Area <= 0);
                split += SplitAsTheDeeperGrid(outlines, TileGrid.Cover(area, zoom + 1, clip: true).ToDictionary(cell => cell.Tile!.Value));
            }
            catch (Xunit.Sdk.XunitException fault)
            {
                Assert.Fail($"seed {seed}, zoom {zoom}: {fault.Message}");
            }
        }

        output.WriteLine($"{tasks} tasks of {areas} areas, 0 invalid; areas differ by {differ / size:E1} of them all, the slimmest by {worst:E1} of itself; {split} tasks split, each piece the bits of the deeper grid");
    }

    /// <summary>Splits every task and compares the pieces with the grid one zoom deeper. A task that lies in one cell of it is split further down: the law of splitting looks at those.</summary>
    private static long SplitAsTheDeeperGrid(List<TaskOutline> tasks, Dictionary<TileKey, TaskOutline> deeper)
    {
        var split = 0L;
        foreach (var task in tasks)
        {
            if (TaskSplit.Quarter(task) is [{ Tile: { } first }, ..] pieces && first.Zoom == task.Tile!.Value.Zoom + 1)
            {
                split++;
                var cells = Tile.Children(task.Tile.Value).Where(deeper.ContainsKey).Select(key => deeper[key]).ToList();
                Assert.Equal(cells.Select(cell => cell.Tile), pieces.Select(piece => piece.Tile));
                Assert.DoesNotContain(cells.Zip(pieces), pair => pair.First.IsSquare != pair.Second.IsSquare || !pair.First.Shape.EqualsExact(pair.Second.Shape));
            }
        }

        return split;
    }
}
