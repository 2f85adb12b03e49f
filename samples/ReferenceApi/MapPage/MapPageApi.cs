using OsmTasking.Core.Tasks;
using ReferenceApi.Auth;
using ReferenceApi.ItemChecks;
using ReferenceApi.Live;
using ReferenceApi.TaskingManager;
using ReferenceApi.Wire;

namespace ReferenceApi.MapPage;

/// <summary>What the map page needs beyond the wire of Tasking Manager.</summary>
public static class MapPageApi
{
    public static IServiceCollection AddMapPageApi(this IServiceCollection services)
    {
        services.AddSingleton<LocalSignIn>();
        services.AddSingleton<ProjectFeed>();
        return services;
    }

    public static void MapMapPageApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/map").AddEndpointFilter<RefusalFilter>();
        api.MapGet("/config", Config);
        api.MapPost("/sign-in", LocalSignIn.SignInAsync);
        var project = api.MapGroup("/projects/{projectId:long}");
        project.MapGet("/grid", GridAsync);
        project.MapGet("/states", StatesAsync);
        project.MapGet("/events", EventsAsync);
        ExtractReads.Map(project);
        ProjectWizard.Map(api);
        ItemCheckRoutes.Map(api, routes.ServiceProvider.GetRequiredService<Microsoft.Extensions.Options.IOptions<CheckOptionsOfHost>>().Value.LargestUpload);
    }

    private static IResult Config(HttpContext context, LocalSignIn local, Microsoft.Extensions.Options.IOptions<OsmOptions> osm, IConfiguration settings) => Results.Json(new
    {
        localSignIn = local.IsOffered(context),
        osmSignIn = !string.IsNullOrEmpty(osm.Value.ClientId),
        rasterUrl = settings["OsmTasking:Raster:Url"],
        rasterAttribution = settings["OsmTasking:Raster:Attribution"],
        attribution = "© OpenStreetMap contributors",
        version = typeof(MapPageApi).Assembly.GetName().Version?.ToString(3),
    });

    /// <summary>The shapes of one revision: they never change, so a browser asks once.</summary>
    private static async Task<IResult> GridAsync(long projectId, int? revision, Desk desk, HttpResponse response)
    {
        var project = await desk.ViewAsync(projectId);
        var tasks = await desk.Tasks.ReadAsync(projectId, null, desk.Aborted);
        var current = tasks.Count == 0 ? 0 : tasks[^1].Id.Number;
        var living = tasks.Where(task => task.State != TaskState.Split).Select(task => task.Id.Number).ToHashSet();
        response.Headers.CacheControl = revision == current
            ? $"{(project.Settings.Private ? "private" : "public")}, max-age=31536000, immutable"
            : "no-cache";
        return Results.Stream(
            stream => GridWriter.WriteAsync(stream, current, desk.Tasks.OutlinesAsync(projectId, null, desk.Aborted), living, desk.Aborted), "application/geo+json");
    }

    private static async Task<IResult> StatesAsync(long projectId, string? since, Desk desk)
    {
        await desk.ViewAsync(projectId);
        long cursor = 0;
        if (since is not null && (!long.TryParse(since, out cursor) || cursor < 0))
        {
            return Errors.Invalid(" Invalid data: since is not a cursor from an earlier answer.");
        }

        var all = await desk.Tasks.ChangesAsync(projectId, 0, desk.Aborted);
        var names = await desk.Mappers.FindManyAsync([.. all.Tasks.Select(task => task.LiveLock(desk.Now)?.HolderId).OfType<long>().Distinct()], desk.Aborted);
        return Results.Json(since is null
            ? TaskBoard.Full(all, desk.Now, names)
            : TaskBoard.Delta(all, (await desk.Tasks.ChangesAsync(projectId, cursor, desk.Aborted)).Tasks, desk.Now, names));
    }

    private static async Task<IResult> EventsAsync(long projectId, HttpContext context, Desk desk, ProjectFeed feed, IHostApplicationLifetime host)
    {
        await desk.ViewAsync(projectId);
        var ends = CancellationTokenSource.CreateLinkedTokenSource(desk.Aborted, host.ApplicationStopping);
        context.Response.RegisterForDispose(ends);
        return TypedResults.ServerSentEvents(feed.Listen(projectId, ends.Token).ReadAllAsync(CancellationToken.None)); // What ends it, completes the channel.
    }
}
