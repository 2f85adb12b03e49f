using System.Text.Json.Nodes;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace ReferenceApi.Tests.TaskingManager;

/// <summary>Trimming a client's grid to an area.</summary>
public class IntersectingTilesTests
{
    private const int Zoom = 12;

    // The reference drops a cell whose intersection is a polygon together with a line: the letters are those of reference/grids.md, 2.3.
    [Theory]
    [InlineData(2)] // Cut one by one.
    [InlineData(12)] // Through the tile grid.
    public async Task DefectA_ACellWithAPartAndATouch_IsKept(int columns)
    {
        var (box, next) = (Tile.Box(new TileKey(Zoom, 1000, 1500)), Tile.Box(new TileKey(Zoom, 1001, 1500)));
        var half = (box.MinX + box.MaxX) / 2;
        var area = Multi([[half, box.MinY], [half, box.MaxY], [box.MinX, box.MaxY], [box.MinX, box.MinY], [half, box.MinY]], [[next.MinX, next.MinY], [next.MaxX, next.MinY], [next.MaxX, next.MaxY], [next.MinX, next.MaxY], [next.MinX, next.MinY]]);

        var kept = await TrimAsync(area, columns, clip: true);

        Assert.Equal([(1000, false), (1001, true)], kept.Select(cell => (cell["properties"]!["x"]!.GetValue<int>(), cell["properties"]!["isSquare"]!.GetValue<bool>())));
        var covered = kept.Sum(cell => GeoJsonGeometry.ReadArea(System.Text.Json.JsonDocument.Parse(cell["geometry"]!.ToJsonString()).RootElement).Area);
        Assert.Equal(box.Area / 2 + next.Area, covered, box.Area * 1e-4);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(12)]
    public async Task WithoutClip_CellsStayAsTheyCame(int columns)
    {
        var box = Tile.Box(new TileKey(Zoom, 1000, 1500));
        var area = Multi([[box.MinX + 0.001, box.MinY + 0.001], [box.MinX + 0.002, box.MinY + 0.001], [box.MinX + 0.002, box.MinY + 0.002], [box.MinX + 0.001, box.MinY + 0.001]]);

        var kept = Assert.Single(await TrimAsync(area, columns, clip: false));

        Assert.Equal((1000, true), (kept["properties"]!["x"]!.GetValue<int>(), kept["properties"]!["isSquare"]!.GetValue<bool>()));
        Assert.Equal(Cell(1000).ToJsonString(), kept.ToJsonString());
    }

    [Fact]
    public async Task DefectE_ABowTie_IsRefusedWithItsPlace()
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        var body = new JsonObject { ["areaOfInterest"] = Multi([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]), ["grid"] = Square.Collection(Cell(1000)), ["clipToAoi"] = true };

        var answer = await ada.SendAsync(HttpMethod.Post, "/api/v2/projects/actions/intersecting-tiles/", body.ToJsonString());

        Assert.Equal((400, "SelfIntersectingAOI"), (answer.Status, answer.SubCode));
    }

    private static async Task<List<JsonNode>> TrimAsync(JsonObject area, int columns, bool clip)
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        var grid = Square.Collection([.. Enumerable.Range(999, columns + 2).Select(column => (JsonNode)Cell(column))]);
        var answer = await ada.SendAsync(HttpMethod.Post, "/api/v2/projects/actions/intersecting-tiles/", new JsonObject { ["areaOfInterest"] = area, ["grid"] = grid, ["clipToAoi"] = clip }.ToJsonString());
        Assert.True(answer.Status == 200, answer.Text);
        return [.. JsonNode.Parse(answer.Text)!["features"]!.AsArray().Select(cell => cell!)];
    }

    /// <summary>A tile as the official client makes it: with its own radius of the earth, and rows from the south.</summary>
    private static JsonObject Cell(int column)
    {
        var box = Tile.Box(new TileKey(Zoom, column, 1500));
        const double Off = 3e-9;
        var cell = Square.Feature(Ring([[box.MinX + Off, box.MinY], [box.MaxX + Off, box.MinY], [box.MaxX + Off, box.MaxY], [box.MinX + Off, box.MaxY], [box.MinX + Off, box.MinY]]));
        cell["properties"] = new JsonObject { ["x"] = column, ["y"] = (1 << Zoom) - 1 - 1500, ["zoom"] = Zoom, ["isSquare"] = true };
        return cell;
    }

    private static JsonObject Multi(params double[][][] rings) =>
        new() { ["type"] = "MultiPolygon", ["coordinates"] = new JsonArray([.. rings.Select(ring => (JsonNode)new JsonArray(Ring(ring)))]) };

    private static JsonArray Ring(double[][] places) => new([.. places.Select(place => (JsonNode)new JsonArray(place[0], place[1]))]);
}
