using System.Text.Json.Nodes;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;

namespace ReferenceApi.TaskingManager;

/// <summary>Reading projects: full, summary, area.</summary>
public static class ProjectReads
{
    public static void Map(RouteGroupBuilder projects)
    {
        projects.MapGet("/{projectId:long}/", FullAsync);
        projects.MapGet("/{projectId:long}/queries/summary/", SummaryAsync);
        projects.MapGet("/{projectId:long}/queries/nogeometries/", SummaryAsync);
        projects.MapGet("/{projectId:long}/queries/notasks/", SummaryAsync).RequireSignInHere();
        projects.MapGet("/{projectId:long}/queries/aoi/", AreaAsync);
        projects.MapGet("/{projectId:long}/queries/priority-areas/", PriorityAreasAsync);
    }

    private static async Task<IResult> FullAsync(long projectId, bool? as_file, bool? abbreviated, Desk desk, HttpResponse response, HttpRequest request)
    {
        var (project, dto, tasks) = await ReadAsync(desk, projectId, Locale(request));
        ProjectWire.AddDetails(dto, project, Holders(tasks, desk.Now));
        dto["areaOfInterest"] = GeoJsonWire.Node(project.Area);
        var outlines = new Dictionary<int, TaskOutline>();
        await foreach (var outline in desk.Tasks.OutlinesAsync(projectId, null, desk.Aborted))
        {
            outlines[outline.Number] = outline;
        }

        dto["tasks"] = TaskFeatures.Collection(tasks, outlines, desk.Now, withGeometry: abbreviated != true);
        if (as_file == true)
        {
            GeoJsonWire.Attach(response, $"{projectId}.geojson");
        }

        return Results.Json(dto);
    }

    private static async Task<IResult> SummaryAsync(long projectId, Desk desk, HttpRequest request)
    {
        var (_, dto, _) = await ReadAsync(desk, projectId, Locale(request));
        return Results.Json(dto);
    }

    private static async Task<IResult> AreaAsync(long projectId, bool? as_file, Desk desk, HttpResponse response)
    {
        var project = await desk.ViewAsync(projectId);
        if (as_file == true)
        {
            GeoJsonWire.Attach(response, $"{projectId}-aoi.geojson");
        }

        return Results.Json(GeoJsonWire.Node(project.Area));
    }

    private static async Task<IResult> PriorityAreasAsync(long projectId, Desk desk)
    {
        var project = await desk.ViewAsync(projectId);
        var areas = project.Settings.Extra is { } extra ? JsonNode.Parse(extra)?["priorityAreas"]?.DeepClone() : null;
        return Results.Json(areas ?? new JsonArray());
    }

    private static async ValueTask<(Project Project, JsonObject Dto, IReadOnlyList<MappingTask> Tasks)> ReadAsync(Desk desk, long projectId, string? locale)
    {
        var project = await desk.ViewAsync(projectId);
        var tasks = await desk.Tasks.ReadAsync(projectId, null, desk.Aborted);
        var people = await desk.Mappers.FindManyAsync([project.AuthorId, .. project.Settings.AllowedMappers], desk.Aborted);
        var progress = ProjectProgress.Of(tasks.Select(task => task.State));
        return (project, ProjectWire.Summary(project, progress, people.GetValueOrDefault(project.AuthorId), locale, people), tasks);
    }

    internal static int Holders(IReadOnlyList<MappingTask> tasks, DateTimeOffset now) =>
        tasks.Select(task => task.LiveLock(now)?.HolderId).Where(holder => holder is not null).Distinct().Count();

    /// <summary>The first language of Accept-Language, which clients send as a locale key such as <c>pt_BR</c>.</summary>
    internal static string? Locale(HttpRequest request) =>
        request.Headers.AcceptLanguage.ToString().Split(',', ';')[0].Trim() is { Length: > 0 and < 20 } locale ? locale : null;

    private static void RequireSignInHere(this RouteHandlerBuilder route) => Auth.Caller.RequireSignIn(route);
}
