using System.Text;
using System.Text.Json;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Geometries;

/// <summary>The outcome of every osm-testdata test in one table, docs/osm-testdata.md, which this holds to the truth.</summary>
public sealed class OutcomeTableTests
{
    private static readonly string Path = System.IO.Path.Combine(SharedData.Repository, "docs", "osm-testdata.md");

    [Fact]
    public void Table_IsWhatTheTestsGive()
    {
        var root = SharedData.PathOrSkip(GridConformanceTests.Grid);
        var table = new StringBuilder("""
            # The outcome of each osm-testdata test

            The part of [osm-testdata](https://github.com/osmcode/osm-testdata) at ecfdeb0 that the tests have. "nodes", "lines" and "areas" say what was held
            against the data of the test: nodes and lines against their text, areas against any one of the variants. Rewritten by
            `OSM_TASKING_UPDATE=1 ./build.sh test`; a test fails when it is not the truth.

            | test | what it is | nodes | lines | areas |
            |---|---|---|---|---|

            """);
        var tests = Directory.GetFiles(root, "test.json", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(root, System.IO.Path.GetDirectoryName(path)!)).Order(StringComparer.Ordinal).ToList();
        foreach (var test in tests)
        {
            using var description = JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(root, test, "test.json")));
            var folder = System.IO.Path.Combine(root, test);
            table.AppendLine($"| {test} | {description.RootElement.GetProperty("description").GetString()} | " +
                $"{Outcome(File.Exists(System.IO.Path.Combine(folder, "nodes.wkt")), test, GridConformanceTests.NodeFault)} | " +
                $"{Outcome(File.Exists(System.IO.Path.Combine(folder, "ways.wkt")), test, GridConformanceTests.LineFault)} | " +
                $"{Outcome(description.RootElement.TryGetProperty("areas", out _), test, GridConformanceTests.AreaFault)} |");
        }

        if (Environment.GetEnvironmentVariable("OSM_TASKING_UPDATE") == "1")
        {
            File.WriteAllText(Path, table.ToString());
        }

        Assert.True(tests.Count > 70, $"only {tests.Count} tests were found");
        Assert.DoesNotContain("| fails: ", table.ToString());
        Assert.Equal(File.ReadAllText(Path), table.ToString());
    }

    private static string Outcome(bool there, string test, Func<string, string?> fault) => !there ? "" : fault(test) is { } found ? $"fails: {found.ReplaceLineEndings(" ")}"
        : test.EndsWith(GridConformanceTests.OldStyleTags, StringComparison.Ordinal) && fault == GridConformanceTests.AreaFault ? "passes but for tags: those of the outer ways are not taken over (mapping of before 2017)"
        : "passes";
}
