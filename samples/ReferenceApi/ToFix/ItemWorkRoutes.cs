using System.Globalization;
using System.Text.Json;
using OsmTasking.Core.Items;

namespace ReferenceApi.ToFix;

/// <summary>What to-fix lost in its last generation: the server hands out what is next.</summary>
internal static class ItemWorkRoutes
{
    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/projects/{p}/next", NextAsync);
        api.MapGet("/projects/{p}/held", HeldAsync);
        api.MapPost("/projects/{p}/items/{i}/skip", SkipAsync);
    }

    /// <summary>Claims: <c>{strategy, near, radius, bbox, after, count}</c>, all optional.</summary>
    private static async Task<IResult> NextAsync(string p, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Mapper);
        var body = await ToFixBody.ReadAsync(request, [], "strategy", "near", "radius", "bbox", "after", "count");
        var count = body.Has("count") ? Number(body, "count", 1, 100) : 1;
        var outcome = await desk.Workflow.NextAsync(project, desk.Me.Id, Pick(body), (int)count, desk.Key(), desk.Aborted);
        var items = await desk.AnswerAsync(outcome);
        return Results.Json(await desk.WriteAsync(project, items, withFeatures: true));
    }

    private static async Task<IResult> HeldAsync(string p, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Mapper);
        return Results.Json(await desk.WriteAsync(project, await desk.Items.HeldAsync(project.Id, desk.Me.Id, desk.Now, desk.Aborted), withFeatures: true));
    }

    private static async Task<IResult> SkipAsync(string p, string i, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Mapper);
        await ToFixBody.ReadAsync(request, []);
        var item = await desk.ItemAsync(project, i);
        var changed = await desk.DoAsync(project, [new ItemWish(item.ExternalId, new ItemCommand.Skip(desk.Me.Id))]);
        return await desk.OneAsync(project, changed[0]);
    }

    private static ItemPick Pick(ToFixBody body)
    {
        switch (body.Text("strategy", 20, "strategy must be a string") ?? "random")
        {
            case "random":
                return new ItemPick.Random();
            case "sequence":
                return new ItemPick.Sequence(body.Has("after") ? (long)Number(body, "after", 0, long.MaxValue) : 0);
            case "nearest":
                return new ItemPick.Nearest(Near(body));
            case "within":
                return new ItemPick.Within(Near(body), Number(body, "radius", 1, 20_000_000));
            case "viewport":
                return Viewport(body);
            case var other:
                throw Say.Bad($"Invalid strategy: {other}; it is random, sequence, nearest, within or viewport");
        }
    }

    private static ItemPin Near(ToFixBody body)
    {
        const string Fault = "near must be [longitude, latitude]";
        var numbers = Numbers(body, "near", 2, Fault);
        var pin = new ItemPin(numbers[0], numbers[1]);
        return pin.IsOnGlobe ? pin : throw Say.Bad(Fault);
    }

    private static ItemPick.Viewport Viewport(ToFixBody body)
    {
        const string Fault = "bbox must be [west, south, east, north] with west less than east and south less than north";
        var numbers = Numbers(body, "bbox", 4, Fault);
        var (low, high) = (new ItemPin(numbers[0], numbers[1]), new ItemPin(numbers[2], numbers[3]));
        return low.IsOnGlobe && high.IsOnGlobe && low.Longitude < high.Longitude && low.Latitude < high.Latitude ? new ItemPick.Viewport(low, high) : throw Say.Bad(Fault);
    }

    private static double[] Numbers(ToFixBody body, string name, int count, string fault) =>
        body.Has(name) && body[name].ValueKind == JsonValueKind.Array && body[name].GetArrayLength() == count && body[name].EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number)
            ? [.. body[name].EnumerateArray().Select(number => number.GetDouble())]
            : throw Say.Bad(fault);

    private static double Number(ToFixBody body, string name, double low, double high) =>
        body.Has(name) && body[name].ValueKind == JsonValueKind.Number && body[name].TryGetDouble(out var number) && number >= low && number <= high ? number
        : throw Say.Bad(string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {low} to {high}"));
}
