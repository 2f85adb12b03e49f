using System.Globalization;
using System.Text.Json;
using OsmTasking.Core.Items;
using OsmTasking.Core.People;

namespace ReferenceApi.ToFix;

/// <summary>Item projects: routes 5 to 10 of the reference, and the settings that to-fix has not.</summary>
internal static class ItemProjectRoutes
{
    private const int LongestName = 255;
    private const string NameTaken = "Project with name already exists";

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/projects", ListAsync);
        api.MapPost("/projects", CreateAsync);
        api.MapGet("/projects/{p}", async (string p, ItemDesk desk) => Results.Json(ItemWire.Project(await desk.ProjectAsync(p, ItemRole.Reader))));
        api.MapPut("/projects/{p}", ChangeAsync);
        api.MapDelete("/projects/{p}", ArchiveAsync);
        api.MapGet("/projects/{p}/stats", StatsAsync);
        api.MapGet("/projects/{p}/settings", SettingsAsync);
        api.MapPut("/projects/{p}/settings", ChangeSettingsAsync);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, ItemDesk desk)
    {
        var archived = request.Query["is_archived"] == "true";
        var name = request.Query["name"].ToString();
        var projects = await desk.Projects.ListAsync(desk.Aborted);
        return Results.Json(projects.Where(project => project.Archived == archived && (name.Length == 0 || project.Name == name)).Select(ItemWire.Project));
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, ItemDesk desk)
    {
        var body = await ToFixBody.ReadAsync(request, ["name"], "quadkey_set_id", "metadata");
        if (desk.Me.Role == MapperRole.ReadOnly)
        {
            throw Say.Forbidden("The account is blocked");
        }

        var fresh = new ItemProject(0, Guid.NewGuid(), Name(body)!, desk.Me.Id)
        {
            QuadkeySet = body.Text("quadkey_set_id", LongestName, "quadkey_set_id must be a string"),
            Metadata = body.Metadata() ?? "{}",
            Created = desk.Now,
            Updated = desk.Now,
        };
        return await desk.Projects.CreateAsync(fresh, desk.Aborted) is { } project ? Results.Json(ItemWire.Project(project)) : throw Say.Bad(NameTaken);
    }

    private static async Task<IResult> ChangeAsync(string p, HttpRequest request, ItemDesk desk)
    {
        await desk.ProjectAsync(p, ItemRole.Manager);
        var body = await ToFixBody.ReadAsync(request, [], "name", "quadkey_set_id", "metadata", "is_archived");
        bool? archive = !body.Has("is_archived") ? null
            : body["is_archived"].ValueKind is JsonValueKind.True or JsonValueKind.False ? body["is_archived"].GetBoolean()
            : throw Say.Bad("is_archived must be true or false");
        return Results.Json(ItemWire.Project(await SaveAsync(p, desk, project => project with
        {
            Name = Name(body) ?? project.Name,
            QuadkeySet = body.Text("quadkey_set_id", LongestName, "quadkey_set_id must be a string") ?? project.QuadkeySet,
            Metadata = body.Metadata(project.Metadata) ?? project.Metadata,
            Archived = archive ?? project.Archived,
        })));
    }

    private static async Task<IResult> ArchiveAsync(string p, ItemDesk desk)
    {
        var project = await SaveAsync(p, desk, project => project with { Archived = true }, "Project not found");
        return Results.Json(new { id = project.Key.ToString() });
    }

    private static async Task<IResult> StatsAsync(string p, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader);
        var counts = await desk.Items.CountByTagAsync(project.Id, desk.Aborted);
        return Results.Json(new
        {
            total = await desk.Items.CountAsync(project.Id, desk.Aborted),
            tags = counts.OrderBy(count => count.Tag is null).ThenBy(count => count.Tag, StringComparer.Ordinal).ThenBy(count => count.Status).GroupBy(count => count.Tag ?? "null").ToDictionary(
                tag => tag.Key,
                tag => tag.GroupBy(count => count.Status).ToDictionary(status => status.Key.Name(), status => status.Sum(count => count.Count).ToString(CultureInfo.InvariantCulture))),
        });
    }

    private static async Task<IResult> SettingsAsync(string p, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Reader);
        return Results.Json(new ItemSettingsWire(project, ItemAccess.RoleOf(desk.Me, project)));
    }

    private static async Task<IResult> ChangeSettingsAsync(string p, HttpRequest request, ItemDesk desk)
    {
        await desk.ProjectAsync(p, ItemRole.Manager);
        var body = await ToFixBody.ReadAsync(request, [], ItemSettingsWire.Names);
        var project = await SaveAsync(p, desk, project => project with { Settings = ItemSettingsWire.Read(body, project.Settings) });
        return Results.Json(new ItemSettingsWire(project, ItemRole.Manager));
    }

    private static string? Name(ToFixBody body) => body.Text("name", LongestName, "name must be a string") is { } name
        ? name.Trim().Length > 0 ? name : throw Say.Bad("req.body.name is a required body attribute")
        : null;

    /// <summary>Reads, changes and writes until nobody was in between.</summary>
    private static async ValueTask<ItemProject> SaveAsync(string p, ItemDesk desk, Func<ItemProject, ItemProject> change, string missing = "Not Found")
    {
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var project = await desk.ProjectAsync(p, ItemRole.Manager, missing);
            var next = change(project) with { Version = project.Version + 1, Updated = desk.Now };
            switch (await desk.Projects.TrySaveAsync(next, desk.Aborted))
            {
                case ItemProjectSave.Saved:
                    return next;
                case ItemProjectSave.NameTaken:
                    throw Say.Bad(NameTaken);
            }
        }

        throw Say.Conflict("Others kept changing the project. Try again");
    }
}
