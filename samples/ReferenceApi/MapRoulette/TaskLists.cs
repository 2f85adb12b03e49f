using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OsmTasking.Core.Items;
using ReferenceApi.ToFix;

namespace ReferenceApi.MapRoulette;

/// <summary>Several tasks: in a box, near one, one after another. None of these lists takes a lock.</summary>
internal static class TaskLists
{
    private const int MostTasks = 1000;
    private const int MostProjects = 500;

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPut("/tasks/box/{west}/{south}/{east}/{north}", BoxAsync);
        api.MapGet("/tasks/box/{west}/{south}/{east}/{north}", BoxAsync);
        api.MapGet("/challenge/{id:long}/tasksNearby/{task}", NearbyAsync);
        api.MapGet("/challenge/{id:long}/tasks/prioritizedTasks", PrioritizedAsync);
        api.MapGet("/challenge/{id:long}/nextTask/{task}", (long id, string task, HttpRequest request, ItemDesk desk) => NeighbourAsync(id, task, request, desk, forward: true));
        api.MapGet("/challenge/{id:long}/previousTask/{task}", (long id, string task, HttpRequest request, ItemDesk desk) => NeighbourAsync(id, task, request, desk, forward: false));
        api.MapGet("/challenge/view/{id:long}", ViewAsync);
    }

    private static async Task<IResult> BoxAsync(string west, string south, string east, string north, HttpRequest request, ItemDesk desk)
    {
        var box = ItemListQuery.Box(string.Create(CultureInfo.InvariantCulture, $"{west},{south},{east},{north}"));
        var (limit, skip) = (Limit(request, MostTasks), (long)Limit(request, 0, "page", int.MaxValue));
        skip *= limit;
        bool? locked = request.Query["excludeLocked"] == "true" ? false : null;
        var list = new JsonArray();
        foreach (var project in (await desk.Projects.ListAsync(desk.Aborted)).Where(project => !project.Archived).Take(MostProjects))
        {
            // Pages run on across projects: what one project has before the page is counted off.
            var items = await desk.Items.ListAsync(
                new ItemQuery(project.Id) { Now = desk.Now, Status = ItemStatus.Open, Locked = locked, Box = box, Take = (int)Math.Min(skip + limit - list.Count, 100_000) }, desk.Aborted);
            var owner = items.Count > 0 ? await desk.NameAsync(project.OwnerId) : string.Empty;
            foreach (var item in items.Skip((int)Math.Min(skip, items.Count)))
            {
                list.Add((JsonNode)TaskWire.ClusteredPoint(project, item, owner));
            }

            skip = Math.Max(0, skip - items.Count);
            if (list.Count >= limit)
            {
                break;
            }
        }

        return Results.Json(request.Query["includeTotal"] == "true" ? new JsonObject { ["total"] = list.Count, ["tasks"] = list } : list);
    }

    /// <summary>The nearest open tasks: boxes around the task grow until one holds enough within its own reach.</summary>
    private static async Task<IResult> NearbyAsync(long id, string task, HttpRequest request, ItemDesk desk)
    {
        var (project, item) = await TaskRoutes.FindAsync(task, ItemRole.Reader, desk);
        if (project.Id != id)
        {
            throw Say.NotFound($"There is no task {task} in challenge {id}");
        }

        var limit = Limit(request, 5);
        IReadOnlyList<Item> near = [];
        for (var reach = 0.001; ; reach *= 4)
        {
            var box = (new ItemPin(item.Pin.Longitude - reach, item.Pin.Latitude - reach), new ItemPin(item.Pin.Longitude + reach, item.Pin.Latitude + reach));
            var found = await desk.Items.ListAsync(
                new ItemQuery(project.Id) { Now = desk.Now, Status = ItemStatus.Open, Locked = false, Box = box, Take = MostTasks, WithFeatures = true }, desk.Aborted);
            near = [.. found.Where(other => other.Id != item.Id).OrderBy(other => ItemSearch.Metres(item.Pin, other.Pin)).Take(limit)];
            if (near.Count == limit || found.Count == MostTasks || reach > 360)
            {
                break;
            }
        }

        return List(project, near, desk);
    }

    private static async Task<IResult> PrioritizedAsync(long id, HttpRequest request, ItemDesk desk)
    {
        var project = await ChallengeRoutes.FindAsync(id, desk);
        if (request.Query["proximity"].ToString() is { Length: > 0 } near)
        {
            return await NearbyAsync(id, near, request, desk);
        }

        var limit = Limit(request, 1);
        var items = await desk.Items.ListAsync(
            new ItemQuery(id)
            {
                Now = desk.Now,
                Status = ItemStatus.Open,
                Locked = false,
                Take = Math.Max(limit, 100),
                WithFeatures = true,
                Shuffle = RandomNumberGenerator.GetInt32(int.MaxValue),
            },
            desk.Aborted);
        return List(project, [.. items.OrderByDescending(item => item.Priority).Take(limit)], desk);
    }

    /// <summary>By number, round the end to the beginning.</summary>
    private static async Task<IResult> NeighbourAsync(long id, string task, HttpRequest request, ItemDesk desk, bool forward)
    {
        var project = await ChallengeRoutes.FindAsync(id, desk);
        var number = (TaskNumber.Read(task) ?? throw Say.Bad($"Invalid task id: {task}")).Number;
        var status = request.Query["statusList"].ToString() is { Length: > 0 } listed
            ? int.TryParse(listed.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) && TaskOutcome.Status(first) is { } known ? known : throw Say.Bad($"Invalid statusList: {listed}")
            : (ItemStatus?)null;
        var query = new ItemQuery(id) { Now = desk.Now, Status = status, WithFeatures = true };
        var found = forward ? await FirstAfterAsync(number) ?? await FirstAfterAsync(0) : await LastBeforeAsync(number) ?? await LastBeforeAsync(long.MaxValue);
        return found is null ? throw Say.NotFound("No task is left") : Results.Json(TaskWire.Task(project, found, desk.Now));

        async ValueTask<Item?> FirstAfterAsync(long after) => await desk.Items.ListAsync(query with { After = after, Take = 1 }, desk.Aborted) is [var item, ..] ? item : null;

        // Lists ascend: windows before the number grow until one is not empty.
        async ValueTask<Item?> LastBeforeAsync(long before)
        {
            if (before == long.MaxValue)
            {
                before = await desk.Items.CountAsync(id, desk.Aborted) + 1;
                while (await FirstAfterAsync(before - 1) is { } further)
                {
                    before = further.Id.Number + Math.Max(1, before); // Deleted numbers make the count fall short.
                }
            }

            for (long window = 16; ; window = Math.Min(window * 8, MostTasks * 100))
            {
                var from = Math.Max(0, before - 1 - window);
                var items = await desk.Items.ListAsync(query with { After = from, Take = (int)Math.Min(window, MostTasks * 100), WithFeatures = false }, desk.Aborted);
                if (items.LastOrDefault(item => item.Id.Number < before) is { } last)
                {
                    return await desk.Items.FindAsync(last.Id, desk.Aborted);
                }

                if (from == 0)
                {
                    return null;
                }

                before = from + 1;
            }
        }
    }

    /// <summary>The tasks of a challenge as one GeoJSON document.</summary>
    private static async Task<IResult> ViewAsync(long id, HttpRequest request, ItemDesk desk)
    {
        var project = await ChallengeRoutes.FindAsync(id, desk);
        var status = request.Query["status"].ToString() is { Length: > 0 } given
            ? int.TryParse(given.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && TaskOutcome.Status(number) is { } known ? known : throw Say.Bad($"Invalid status: {given}")
            : (ItemStatus?)null;
        var items = await desk.Items.ListAsync(new ItemQuery(id) { Now = desk.Now, Status = status, Take = 10 * MostTasks }, desk.Aborted);
        return Results.Json(
            new JsonObject
            {
                ["type"] = "FeatureCollection",
                ["features"] = new JsonArray([.. items.Select(item => (JsonNode)new JsonObject
                {
                    ["type"] = "Feature",
                    ["geometry"] = ItemWire.Point(item.Pin),
                    ["properties"] = new JsonObject
                    {
                        ["mr_taskId"] = TaskNumber.Of(item.Id),
                        ["mr_taskName"] = item.ExternalId,
                        ["mr_challengeId"] = project.Id,
                        ["mr_taskStatus"] = TaskOutcome.Number(item.Status),
                        ["instruction"] = item.Content.Instructions,
                    },
                })]),
            },
            contentType: "application/geo+json");
    }

    private static IResult List(ItemProject project, IReadOnlyList<Item> items, ItemDesk desk) =>
        Results.Json(new JsonArray([.. items.Select(item => (JsonNode)TaskWire.Task(project, item, desk.Now))]));

    private static int Limit(HttpRequest request, int otherwise, string name = "limit", int most = MostTasks) =>
        int.TryParse(request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, most) : otherwise;
}
