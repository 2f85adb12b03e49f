using OsmTasking.Core.Projects;
using ReferenceApi.Auth;

namespace ReferenceApi.TaskingManager;

/// <summary>System information, and the catalogues that are still empty here, in the shapes that the official pages expect.</summary>
public static class CatalogueReads
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/system/languages/", () => Results.Json(new
        {
            mapperLevelIntermediate = 250,
            mapperLevelAdvanced = 500,
            supportedLanguages = new[] { new { code = "en", language = "English" } },
        }));
        api.MapGet("/system/banner/", () => Results.Json(new { message = "", visible = false }));
        api.MapGet("/system/heartbeat/", () => Results.Json(new { status = "Fastapi healthy", release = (object?)null }));
        api.MapGet("/system/statistics/", StatisticsAsync);
        Empty(api, "/campaigns/", "campaigns");
        Empty(api, "/interests/", "interests");
        Empty(api, "/licenses/", "licenses");
        Empty(api, "/organisations/", "organisations");
        Empty(api, "/badges/", "badges");
        Empty(api, "/tasks/issues/categories/", "categories");
        api.MapGet("/countries/", CountriesAsync);
        api.MapGet("/levels/", () => Results.Json(new
        {
            levels = Enumerable.Range(1, 3).Select(level => new
            {
                id = level,
                name = UserWire.LevelName(level),
                approvalsRequired = 0,
                color = (string?)null,
                ordering = level,
                isBeginner = level == 1,
                requiredBadges = Array.Empty<object>(),
            }),
        }));
        api.MapGet("/teams/", () => Results.Json(new { teams = Array.Empty<object>(), pagination = (object?)null })).RequireSignIn();
        api.MapGet("/notifications/", () => Results.Json(new { userMessages = Array.Empty<object>(), pagination = Pagination.Of(1, 10, 0) })).RequireSignIn();
        api.MapGet("/notifications/queries/own/count-unread/", () => Results.Json(new { newMessages = false, unread = 0 })).RequireSignIn();
    }

    private static async Task<IResult> StatisticsAsync(Desk desk)
    {
        var projects = await desk.Projects.ListAsync([ProjectStatus.Published, ProjectStatus.Archived], desk.Aborted);
        var progress = await desk.Projects.ProgressAsync([.. projects.Select(project => project.Id)], desk.Aborted);
        return Results.Json(new
        {
            mappersOnline = 0,
            tasksMapped = progress.Values.Sum(count => count.Mapped + count.Validated),
            totalMappers = 0,
            totalProjects = projects.Count,
        });
    }

    private static async Task<IResult> CountriesAsync(Desk desk)
    {
        var projects = await desk.Projects.ListAsync([ProjectStatus.Published], desk.Aborted);
        return Results.Json(new { tags = projects.SelectMany(project => project.Settings.Countries).Distinct().Order() });
    }

    private static void Empty(RouteGroupBuilder api, string path, string name) =>
        api.MapGet(path, () => Results.Json(new Dictionary<string, object[]> { [name] = [] }));
}
