using OsmTasking.Core.Access;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>Reading tasks, and what editors load: GeoJSON, GPX, OSM XML.</summary>
public static class TaskReads
{
    private const int MostNamed = 10_000;

    public static void Map(RouteGroupBuilder projects)
    {
        projects.MapGet("/{projectId:long}/tasks/", CollectionAsync);
        projects.MapGet("/{projectId:long}/tasks/{taskId:int}/", OneAsync);
        projects.MapGet("/{projectId:long}/tasks/queries/gpx/", async (long projectId, string? tasks, bool? as_file, Desk desk, HttpResponse response) =>
            await XmlAsync(projectId, tasks, as_file, desk, response, "gpx", EditorFiles.Gpx));
        projects.MapGet("/{projectId:long}/tasks/queries/xml/", async (long projectId, string? tasks, bool? as_file, Desk desk, HttpResponse response) =>
            await XmlAsync(projectId, tasks, as_file, desk, response, "osm", EditorFiles.Osm));
        projects.MapPost("/{projectId:long}/comments/tasks/{taskId:int}/", CommentAsync).AddEndpointFilter(SignedIn);
    }

    private static async Task<IResult> CollectionAsync(long projectId, string? tasks, bool? as_file, Desk desk, HttpResponse response)
    {
        await desk.ViewAsync(projectId);
        var numbers = Numbers(tasks);
        var found = await desk.Tasks.ReadAsync(projectId, numbers, desk.Aborted);
        if (numbers is not null && found.All(task => task.State == TaskState.Split))
        {
            return Errors.NoTask(projectId, numbers[0]);
        }

        if (as_file == true)
        {
            GeoJsonWire.Attach(response, $"{projectId}-tasks.geojson");
        }

        return Results.Json(TaskFeatures.Collection(found, await OutlinesAsync(desk, projectId, numbers), desk.Now, withGeometry: true));
    }

    private static async Task<IResult> OneAsync(long projectId, int taskId, Desk desk)
    {
        var project = await desk.ViewAsync(projectId);
        return await desk.OneAsync(project, [await FindAsync(desk, project, taskId)]);
    }

    private static async Task<IResult> CommentAsync(long projectId, int taskId, Desk desk, HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request);
        var project = await desk.PermittedAsync(projectId, AccessAction.Comment, decision => decision == AccessDecision.Blocked
            ? Errors.Plain(403, "ReadOnly", " User is in read only mode.")
            : Errors.Plain(403, "PrivateProject", " User not permitted: private project."));
        var text = body.Text("comment");
        if (string.IsNullOrWhiteSpace(text))
        {
            throw body.Refuse("comment", "is empty");
        }

        var tasks = await desk.DoAsync(
            TaskRequest.For(new TaskId(projectId, taskId), new TaskCommand.Comment(desk.Me.Id, text)),
            _ => Errors.NoTask(projectId, taskId));
        return await desk.OneAsync(project, tasks);
    }

    private static async Task<IResult> XmlAsync(
        long projectId, string? tasks, bool? asFile, Desk desk, HttpResponse response, string extension, Func<long, IEnumerable<TaskOutline>, string> write)
    {
        await desk.ViewAsync(projectId);
        var numbers = Numbers(tasks);
        var living = (await desk.Tasks.ReadAsync(projectId, numbers, desk.Aborted))
            .Where(task => task.State != TaskState.Split).Select(task => task.Id.Number).ToHashSet();
        if (living.Count == 0)
        {
            return Errors.NoTask(projectId, numbers?[0] ?? 0);
        }

        if (asFile == true)
        {
            GeoJsonWire.Attach(response, $"HOT-project-{projectId}.{extension}");
        }

        var outlines = await OutlinesAsync(desk, projectId, numbers);
        return Results.Text(write(projectId, outlines.Values.Where(outline => living.Contains(outline.Number))), "text/xml", System.Text.Encoding.UTF8);
    }

    internal static async ValueTask<MappingTask> FindAsync(Desk desk, Project project, int number)
    {
        var found = await desk.Tasks.ReadAsync(project.Id, [number], desk.Aborted);
        return found is [{ State: not TaskState.Split } task] ? task : throw new RefusedException(Errors.NoTask(project.Id, number));
    }

    internal static async ValueTask<SortedDictionary<int, TaskOutline>> OutlinesAsync(Desk desk, long projectId, IReadOnlyList<int>? numbers)
    {
        var outlines = new SortedDictionary<int, TaskOutline>();
        await foreach (var outline in desk.Tasks.OutlinesAsync(projectId, numbers, desk.Aborted))
        {
            outlines[outline.Number] = outline;
        }

        return outlines;
    }

    /// <summary>Reads <c>tasks=1,2,3</c>; absent means all.</summary>
    internal static IReadOnlyList<int>? Numbers(string? csv)
    {
        if (string.IsNullOrEmpty(csv))
        {
            return null;
        }

        var parts = csv.Split(',');
        return parts.Length <= MostNamed && parts.All(part => int.TryParse(part, out _))
            ? [.. parts.Select(int.Parse)]
            : throw new RefusedException(Errors.Invalid($" Invalid data: tasks is not a list of at most {MostNamed} task numbers."));
    }

    private static async ValueTask<object?> SignedIn(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        Auth.Caller.Mapper(context.HttpContext) is null ? Errors.NotSignedIn() : await next(context);
}
