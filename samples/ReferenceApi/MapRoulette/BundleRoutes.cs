using System.Globalization;
using System.Text.Json;
using OsmTasking.Core.Items;
using ReferenceApi.ToFix;

namespace ReferenceApi.MapRoulette;

/// <summary>Bundles: a lease over several tasks, so that no member can be another's too. It lasts as long as the lease; its id is that of its first task.</summary>
internal static class BundleRoutes
{
    private const int MostTasks = 100;

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/taskBundle", CreateAsync);
        api.MapGet("/taskBundle/{id}", async (string id, ItemDesk desk) =>
        {
            var (project, item) = await TaskRoutes.FindAsync(id, ItemRole.Reader, desk);
            return Write(project, await MembersAsync(project, item, desk), id);
        });
        api.MapDelete("/taskBundle/{id}", async (string id, ItemDesk desk) =>
        {
            var (project, item) = await TaskRoutes.FindAsync(id, ItemRole.Mapper, desk);
            var members = await OwnAsync(project, item, desk);
            await desk.DoAsync(project, [.. members.Where(member => member.Id != item.Id).Select(member => new ItemWish(member.ExternalId, new ItemCommand.Release(desk.Me.Id)))]);
            return Results.Ok();
        });
        api.MapPost("/taskBundle/{id}/unbundle", UnbundleAsync);
        api.MapGet("/taskBundle/{id}/unbundle", UnbundleAsync);
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, ItemDesk desk)
    {
        var body = await ToFixBody.ReadAsync(request, ["taskIds"], "name", "primaryId", "ownerId", "id");
        if (body["taskIds"].ValueKind != JsonValueKind.Array || body["taskIds"].GetArrayLength() is 0 or > MostTasks || body["taskIds"].EnumerateArray().Any(id => id.ValueKind != JsonValueKind.Number || !id.TryGetInt64(out _)))
        {
            throw Say.Bad($"taskIds must be a list of 1 to {MostTasks} task ids");
        }

        var numbers = body["taskIds"].EnumerateArray().Select(id => id.GetInt64()).ToList();
        if (body.Has("primaryId") && body["primaryId"].ValueKind == JsonValueKind.Number && body["primaryId"].TryGetInt64(out var primary))
        {
            numbers.Insert(0, primary);
        }

        var found = new List<Item>();
        ItemProject? project = null;
        foreach (var number in numbers.Distinct())
        {
            var (parent, item) = await TaskRoutes.FindAsync(number.ToString(CultureInfo.InvariantCulture), ItemRole.Mapper, desk);
            project ??= parent;
            found.Add(parent.Id == project.Id ? item : throw Say.Bad("The tasks of a bundle belong to one challenge"));
        }

        var claimed = await desk.DoAsync(project!, [.. found.Select(item => new ItemWish(item.ExternalId, new ItemCommand.Claim(desk.Me.Id)))]);
        return Write(project!, claimed, TaskNumber.Of(found[0].Id).ToString(CultureInfo.InvariantCulture), 201, body.Text("name", 255, "name must be a string"));
    }

    private static async Task<IResult> UnbundleAsync(string id, HttpRequest request, ItemDesk desk)
    {
        var (project, item) = await TaskRoutes.FindAsync(id, ItemRole.Mapper, desk);
        var members = await OwnAsync(project, item, desk);
        var leaving = request.Query["taskIds"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => TaskNumber.Read(text) ?? throw Say.Bad($"Invalid task id: {text}")).ToHashSet();
        var released = members.Where(member => leaving.Contains(member.Id)).ToList();
        await desk.DoAsync(project, [.. released.Select(member => new ItemWish(member.ExternalId, new ItemCommand.Release(desk.Me.Id)))]);
        return Write(project, [.. members.Except(released)], id);
    }

    private static async ValueTask<IReadOnlyList<Item>> OwnAsync(ItemProject project, Item item, ItemDesk desk) =>
        item.LiveLease(desk.Now)?.HolderId == desk.Me.Id ? await MembersAsync(project, item, desk) : throw Say.Forbidden("You do not hold this bundle");

    private static async ValueTask<IReadOnlyList<Item>> MembersAsync(ItemProject project, Item item, ItemDesk desk) =>
        item.LiveLease(desk.Now) is { } lease ? await desk.Items.HeldAsync(project.Id, lease.HolderId, desk.Now, desk.Aborted) : throw Say.NotFound("There is no such bundle");

    private static IResult Write(ItemProject project, IReadOnlyList<Item> members, string id, int status = 200, string? name = null) => Results.Json(
        new
        {
            id = long.Parse(id, CultureInfo.InvariantCulture),
            name = name ?? $"bundle of {project.Name}",
            ownerId = members.Count > 0 ? members[0].Lease?.HolderId ?? 0 : 0,
            taskIds = members.Select(member => TaskNumber.Of(member.Id)),
        },
        statusCode: status);
}
