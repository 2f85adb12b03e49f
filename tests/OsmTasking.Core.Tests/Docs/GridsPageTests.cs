using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Grids.Balance;
using OsmTasking.Core.Grids.H3;
using OsmTasking.TestKit;

namespace OsmTasking.Core.Tests.Docs;

/// <summary>The code of docs/grids.md is code that compiles and runs.</summary>
public class GridsPageTests
{
    [Fact]
    public void CodeOfThePage_IsTheCodeBelow_AndRuns()
    {
        var page = File.ReadAllLines(Path.Combine(SharedData.Repository, "docs/grids.md"));
        var code = page.SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```").Select(line => line.Replace("File.ReadAllBytes(\"area.geojson\")", "Square", StringComparison.Ordinal)).ToList();
        var own = File.ReadAllLines(Path.Combine(SharedData.Repository, "tests/OsmTasking.Core.Tests/Docs/GridsPageTests.cs")).Select(line => line.Trim()).ToHashSet();

        Assert.NotEmpty(code);
        Assert.All(code, line => Assert.Contains(line, own));
        Run();
    }

    private const string Square = """{"type":"Polygon","coordinates":[[[9.5,47.1],[9.6,47.1],[9.6,47.2],[9.5,47.2],[9.5,47.1]]]}""";

    private static void Run()
    {
        var area = AreaOfInterest.Parse(Square).OrThrow();
        var cells = H3Grid.Cover(area, resolution: 8, clip: true);
        var merged = SliverMerge.Apply(cells, new SliverPolicy(MinSquareMetres: 2000));
        var split = BalancedSplit.Split(area, new WorkSurvey(WorkModel.Buildings), new BalanceOptions { TaskCount = 40 });
        Console.WriteLine($"{merged.Count} cells; {split.Tasks.Count} tasks, the largest {split.Quality.MaxToMean:F2} times the mean");
        Assert.Equal(40, split.Tasks.Count);
    }
}
