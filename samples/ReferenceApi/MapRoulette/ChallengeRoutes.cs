using System.Text.Json.Nodes;
using OsmTasking.Core.Items;
using ReferenceApi.ToFix;

namespace ReferenceApi.MapRoulette;

/// <summary>Challenges, the one project that they all belong to, and who calls.</summary>
internal static class ChallengeRoutes
{
    /// <summary>MapRoulette has projects of challenges; here there is one.</summary>
    internal const long OnlyProject = 1;

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/challenge/{id:long}", OneAsync);
        api.MapGet("/project/{id:long}", Project);
        api.MapGet("/user/whoami", (ItemDesk desk) => Results.Json(new
        {
            id = desk.Me.Id,
            name = desk.Me.Username,
            score = 0,
            osmProfile = new { id = desk.Me.Id, displayName = desk.Me.Username, avatarURL = desk.Me.PictureUrl ?? string.Empty },
        }));
    }

    internal static async ValueTask<ItemProject> FindAsync(long id, ItemDesk desk) =>
        desk.Permit(await desk.Projects.FindAsync(id, desk.Aborted) ?? throw Say.NotFound($"There is no challenge {id}"), ItemRole.Reader);

    private static async Task<IResult> OneAsync(long id, ItemDesk desk)
    {
        var project = await FindAsync(id, desk);
        var counts = (await desk.Items.CountByTagAsync(id, desk.Aborted)).Where(count => count.Status == ItemStatus.Open).ToList();
        var total = await desk.Items.CountAsync(id, desk.Aborted);

        // An item with several tags counts under each of them; the share of open ones may not pass the whole.
        return Results.Json(TaskWire.Challenge(project, total, Math.Min(total, counts.Sum(count => count.Count))));
    }

    private static IResult Project(long id) => id != OnlyProject ? throw Say.NotFound($"There is no project {id}") : Results.Json(new JsonObject
    {
        ["id"] = OnlyProject,
        ["owner"] = 0,
        ["name"] = "osmtasking",
        ["created"] = "2020-01-01T00:00:00.000Z",
        ["modified"] = "2020-01-01T00:00:00.000Z",
        ["description"] = string.Empty,
        ["grants"] = new JsonArray(),
        ["enabled"] = true,
        ["displayName"] = "OsmTasking",
        ["deleted"] = false,
        ["featured"] = false,
    });
}
