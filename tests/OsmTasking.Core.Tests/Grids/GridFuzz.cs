using System.Globalization;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Cuts hard shapes by the thousand: the same seeds in every run, and as many tasks as <c>./build.sh fuzz grids</c> asks for.</summary>
public class GridFuzz(ITestOutputHelper output)
{
    private const int TasksInCi = 20_000;

    [Fact]
    public void Tasks_OfHardShapes_AreValid_AndPartitionTheirArea()
    {
        var wanted = long.TryParse(Environment.GetEnvironmentVariable("OSM_TASKING_FUZZ_GRIDS"), CultureInfo.InvariantCulture, out var asked) ? asked : TasksInCi;
        var (tasks, areas, worst) = (0L, 0, 0.0);
        for (var seed = 0; tasks < wanted; seed++)
        {
            var shape = AreaShapes.Make(new Random(seed));
            var area = AreaOfInterest.Of(shape).OrThrow();
            var zoom = AreaShapes.Zoom + (seed % 3);
            var cells = TileGrid.Cover(area, zoom, clip: true).Select(cell => cell.Shape).ToList();
            (tasks, areas) = (tasks + cells.Count, areas + 1);
            worst = Math.Max(worst, Math.Abs(ExactArea.Difference(area.Shape, cells)) / area.Shape.Area);
            try
            {
                GridBorders.AssertSameArea(area.Shape, cells);
                GridBorders.AssertCancel(area.Shape, cells);
                Assert.All(cells, cell => Assert.True(cell.IsValid && cell.Area > 0));
            }
            catch (Xunit.Sdk.XunitException fault)
            {
                Assert.Fail($"seed {seed}, zoom {zoom}: {fault.Message}");
            }
        }

        output.WriteLine($"{tasks} tasks of {areas} areas; areas differ by {worst:E1} of themselves at the most");
    }
}
