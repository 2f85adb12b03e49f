using System.Text.Json;
using OsmTasking.Core.Access;
using OsmTasking.Core.People;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;
using ReferenceApi.Auth;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>Making, editing, publishing and deleting projects: shapes (9) and (11) of the reference.</summary>
public static class ProjectWrites
{
    private const int LongestName = 200;

    public static void Map(RouteGroupBuilder projects)
    {
        projects.MapPost("/", CreateAsync).RequireSignIn();
        projects.MapPatch("/{projectId:long}/", EditAsync).RequireSignIn();
        projects.MapDelete("/{projectId:long}/", DeleteAsync).RequireSignIn();
    }

    private static async Task<IResult> CreateAsync(Desk desk, HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request);
        RequireCreator(desk);
        var name = body.Text("projectName", LongestName).Trim();
        if (name.Length == 0)
        {
            throw body.Refuse("projectName", "is empty");
        }

        var given = body.Flag("arbitraryTasks");
        var area = ProjectDraft.Area(body.Required("areaOfInterest"));
        var outlines = given ? ProjectDraft.GivenTasks(body.Required("areaOfInterest")) : ProjectDraft.GridTasks(body.Required("tasks"));
        var settings = body.OptionalInteger("cloneFromProjectId") is { } original
            ? (await desk.PermittedAsync(original, AccessAction.Manage, _ => NotPermitted())).Settings
            : new ProjectSettings { Texts = [new ProjectText("en", name)] };
        settings = settings with
        {
            FromGrid = !given,
            Texts = [.. settings.Texts.Select(text => text.Locale == settings.DefaultLocale ? text with { Name = name } : text)],
            Extra = Organisation(body, settings.Extra),
        };
        var project = new Project(0, ProjectStatus.Draft, desk.Me.Id, area.Shape, settings) { Created = desk.Now, Updated = desk.Now };
        var id = await desk.Projects.CreateAsync(project, ProjectDraft.Ready(outlines, desk.Now), desk.Key() is { } key ? new ProjectKey(desk.Me.Id, key) : null, desk.Aborted);
        return Results.Json(new { projectId = id }, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> EditAsync(long projectId, Desk desk, HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request);
        while (true)
        {
            var project = await desk.PermittedAsync(projectId, AccessAction.Manage, _ => NotManager());
            var allowed = new Dictionary<string, Mapper>();
            foreach (var name in ProjectPatch.AllowedNames(body))
            {
                if (await desk.Mappers.FindByNameAsync(name, desk.Aborted) is { } mapper)
                {
                    allowed[name] = mapper;
                }
            }

            var edited = ProjectPatch.Apply(project, body, allowed) with { Version = project.Version + 1, Updated = desk.Now };
            if (edited.Status == ProjectStatus.Published && ProjectPatch.Incomplete(edited) is { } incomplete)
            {
                return incomplete;
            }

            if (await desk.Projects.TrySaveAsync(edited, desk.Aborted))
            {
                return Results.Json(new { Status = "Updated" }, Json.Verbatim);
            }
        }
    }

    private static async Task<IResult> DeleteAsync(long projectId, Desk desk)
    {
        await desk.PermittedAsync(projectId, AccessAction.Manage, _ => NotManager());
        var tasks = await desk.Tasks.ReadAsync(projectId, null, desk.Aborted);
        if (tasks.Any(task => task.State != TaskState.Ready || task.LiveLock(desk.Now) is not null))
        {
            return Errors.Plain(403, "HasMappedTasks", " Project has mapped tasks, cannot be deleted.");
        }

        await desk.Projects.DeleteAsync(projectId, desk.Aborted);
        return Results.Json(new { Success = "Project deleted" }, Json.Verbatim);
    }

    internal static void RequireCreator(Desk desk)
    {
        if (AccessPolicy.Decide(desk.Me, AccessAction.CreateProject, null) != AccessDecision.Allowed)
        {
            throw new RefusedException(NotPermitted());
        }
    }

    private static IResult NotPermitted() => Errors.Plain(403, "NotPermittedToCreate", " User is not permitted to create a project.");

    private static IResult NotManager() => Errors.Plain(403, "UserPermissionError", " User is not a manager of the project.");

    private static string? Organisation(JsonBody body, string? extra) => body.OptionalInteger("organisation") is { } organisation
        ? JsonSerializer.Serialize(new { organisation })
        : extra;
}
