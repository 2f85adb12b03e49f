using System.Text.Json;
using OsmTasking.TestKit;

namespace ReferenceApi.Tests.Commands;

/// <summary>The command <c>split</c> as people run it.</summary>
public sealed class SplitTests : IDisposable
{
    private const string Area = """{"type":"Polygon","coordinates":[[[2.001,-0.999],[2.019,-0.999],[2.019,-0.981],[2.001,-0.981],[2.001,-0.999]]]}""";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("osmtasking-split-");

    public SplitTests()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "area.geojson"), Area);
        Town.TownFile.Write(Path.Combine(_directory.FullName, "town.osm.pbf"));
    }

    [Theory]
    [InlineData("t16/", "--zoom", "16")]
    [InlineData("m250@-1/", "--metres", "250")]
    [InlineData("h200@-1/", "--hexes", "200")]
    [InlineData("89", "--h3", "9")]
    [InlineData("t", "--adaptive", "20", "--extract", "town.osm.pbf")]
    [InlineData("b", "--balanced", "20", "--extract", "town.osm.pbf")]
    [InlineData("b", "--tasks", "9")]
    public async Task EveryKind_IsWrittenWithKeys_AndDrawn(string key, params string[] kind)
    {
        var (exit, told, error) = await RunAsync(["split", "area.geojson", "-o", "out.geojson", "--clip", "--min-area", "500", "--preview", "out.svg", .. kind]);

        Assert.True(exit == 0, error);
        var features = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_directory.FullName, "out.geojson"))).RootElement.GetProperty("features").EnumerateArray().ToList();
        Assert.True(features.Count > 4, $"{features.Count} tasks");
        Assert.StartsWith($"{features.Count} tasks over 4.0", told, StringComparison.Ordinal);
        Assert.All(features, feature => Assert.StartsWith(key, feature.GetProperty("properties").GetProperty("key").GetString(), StringComparison.Ordinal));
        Assert.Equal(features.Count, features.Select(feature => feature.GetProperty("properties").GetProperty("key").GetString()).Distinct().Count());
        Assert.Equal(features.Count, File.ReadLines(Path.Combine(_directory.FullName, "out.svg")).Count(line => line.StartsWith("<path", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Balanced_PrintsItsQuality()
    {
        var (_, told, _) = await RunAsync("split", "area.geojson", "-o", "out.geojson", "--balanced", "20", "--extract", "town.osm.pbf", "--follow-lines");

        Assert.Contains("largest / mean    1.", told, StringComparison.Ordinal);
        Assert.Contains("buildings cut     0\n", told.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("area covered      100.00 %; 0 tasks in several pieces", told, StringComparison.Ordinal);
        Assert.Contains("borders on lines  ", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exactly one of", "--zoom", "14", "--metres", "100")]
    [InlineData("--h3 must be 0 to 15; it is 16", "--h3", "16")]
    [InlineData("--balanced needs --extract", "--balanced", "20")]
    [InlineData("--follow-lines goes with", "--zoom", "14", "--follow-lines")]
    [InlineData("There is no file", "--balanced", "20", "--extract", "nothing.osm.pbf")]
    public async Task OptionsThatDoNotGoTogether_AreOneLine(string message, params string[] options)
    {
        var (exit, _, error) = await RunAsync(["split", "area.geojson", "-o", "out.geojson", .. options]);

        Assert.Equal(1, exit);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Empty(_directory.GetFiles("out.geojson*"));
    }

    [Fact]
    public async Task ABoundaryOfAnOsmFile_IsAnArea()
    {
        var path = SharedData.PathOrSkip("data/liechtenstein.osm.pbf");

        var (exit, told, error) = await RunAsync("split", path, "--area-object", "relation/1155955", "-o", "out.geojson", "--zoom", "13");

        Assert.True(exit == 0, error);
        Assert.Contains("tasks over 160.06 km²", told, StringComparison.Ordinal);
        var (_, _, ambiguous) = await RunAsync("split", path, "-o", "out.geojson", "--zoom", "13");
        Assert.Contains("boundaries in the file; name one: relation/", ambiguous, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments) => HostProcess.RunAsync(_directory.FullName, arguments);
}
