using System.Text;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;

namespace OsmTasking.Core.Tests.Grids;

public class GivenTasksTests
{
    [Fact]
    public void Features_BecomeTasks_KeyedByIdOrShape()
    {
        var first = Read(OverlapPolicy.Reject, null, Square(0, 0, 1, "\"a\""), Square(1, 0, 1), Square(2, 0, 1, "7"));
        var moved = Read(OverlapPolicy.Reject, null, Square(1, 0, 1), Square(5, 0, 1));

        Assert.Empty(first.Findings);
        Assert.Equal(("a", "7", 16), (first.Tasks[0].Key, first.Tasks[2].Key, first.Tasks[1].Key.Length));
        Assert.Equal(first.Tasks[1].Key, moved.Tasks[0].Key);
    }

    [Theory]
    [InlineData(OverlapPolicy.Reject, 0, "Overlap")]
    [InlineData(OverlapPolicy.Keep, 2, null)]
    [InlineData(OverlapPolicy.EarlierWins, 2, "Cut")]
    public void Overlaps_GoByThePolicy(OverlapPolicy policy, int tasks, string? finding)
    {
        var result = Read(policy, null, Square(0, 0, 1), Square(0.5, 0, 1));

        Assert.Equal((tasks, finding), (result.Tasks.Count, result.Findings is [var first, ..] ? first.Code : null));
        if (policy == OverlapPolicy.EarlierWins)
        {
            Assert.Equal(0.5, result.Tasks[1].Shape.Area, 1e-9);
            Assert.Contains("features[0] by 61818", result.Findings[0].Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Area_CutsThem_AndLeavesOutWhatLiesOutside()
    {
        var area = AreaOfInterest.Parse("""{"type":"Polygon","coordinates":[[[0.5,0],[3,0],[3,1],[0.5,1],[0.5,0]]]}""").OrThrow();

        var result = Read(OverlapPolicy.Reject, area, Square(0, 0, 1), Square(1, 0, 1), Square(8, 8, 1));

        Assert.Equal([0.5, 1.0], result.Tasks.Select(task => Math.Round(task.Shape.Area, 9)));
        Assert.Equal("Outside", Assert.Single(result.Findings).Code);
    }

    [Theory]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}}]}""", "features[0].geometry")]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature"}]}""", "features[0]")]
    [InlineData("""{"type":"Polygon"}""", "")]
    [InlineData("{", "")]
    public void Faults_AreFindingsWithTheirPlace(string json, string path)
    {
        var result = GivenTasks.Read(Encoding.UTF8.GetBytes(json));

        Assert.Empty(result.Tasks);
        Assert.Equal(path, Assert.Single(result.Findings).Path);
    }

    [Fact]
    public void RepeatedIds_AreRefused() =>
        Assert.Equal("RepeatedKey", Assert.Single(Read(OverlapPolicy.Reject, null, Square(0, 0, 1, "1"), Square(3, 0, 1, "1")).Findings).Code);

    private static GivenResult Read(OverlapPolicy policy, AreaOfInterest? area, params string[] features) =>
        GivenTasks.Read(Encoding.UTF8.GetBytes($"{{\"type\":\"FeatureCollection\",\"features\":[{string.Join(',', features)}]}}"), policy, area);

    private static string Square(double x, double y, double side, string? id = null) =>
        $"{{\"type\":\"Feature\",{(id is null ? "" : $"\"id\":{id},")}\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{x},{y}],[{x + side},{y}],[{x + side},{y + side}],[{x},{y + side}],[{x},{y}]]]}}}}";
}
