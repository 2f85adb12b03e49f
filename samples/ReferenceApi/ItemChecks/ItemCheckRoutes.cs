using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Items;
using OsmTasking.Core.People;
using OsmTasking.Extraction.Checks;
using ReferenceApi.Auth;
using ReferenceApi.Commands;
using ReferenceApi.ToFix;
using ReferenceApi.Wire;

namespace ReferenceApi.ItemChecks;

/// <summary>Filling an item project from checks of OSM data: what the map page's form for new projects calls.</summary>
public static class ItemCheckRoutes
{
    public static IServiceCollection AddItemChecks(this IServiceCollection services, HostSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.Configure<CheckOptionsOfHost>(options =>
        {
            const string Section = "OsmTasking:Checks";
            try
            {
                settings.Configuration.GetSection(Section).Bind(options);
            }
            catch (InvalidOperationException fault)
            {
                throw new OptionsValidationException("Checks", typeof(CheckOptionsOfHost), [$"{Section}: {fault.Message}"]);
            }

            if (options.LargestUpload < 0)
            {
                throw new OptionsValidationException("Checks", typeof(CheckOptionsOfHost), [$"{Section}:LargestUpload must be 0 or more bytes; it is {options.LargestUpload}."]);
            }
        });
        services.AddSingleton(settings);
        return services.AddSingleton<CheckFiles>().AddSingleton<CheckRuns>();
    }

    internal static void Map(RouteGroupBuilder api, long largestUpload)
    {
        var checks = api.MapGroup("/checks").RequireSignIn().AddEndpointFilter(KnowAsync);
        checks.MapGet(string.Empty, List);
        checks.MapPost("/files", UploadAsync).WithMetadata(new Largest(largestUpload));
        checks.MapPost("/projects/{p}/runs", StartAsync);
        checks.MapGet("/runs/{id:guid}", (Guid id, ItemDesk desk, CheckRuns runs) => Results.Json(Mine(id, desk, runs).Wire()));
        checks.MapPost("/runs/{id:guid}/stop", Stop);
    }

    private static IResult List(ItemDesk desk, CheckFiles files, IOptions<CheckOptionsOfHost> options)
    {
        RequireMaker(desk);
        return Results.Json(new
        {
            checks = CheckKinds.All.Select(check => new { name = check.Name(), finds = check.Finds() }),
            files = files.Known().Select(file => new { file = file.Key, bytes = new FileInfo(file.Path).Length }),
            largestUpload = options.Value.LargestUpload,
        });
    }

    /// <summary>Takes a file to be checked once: the body is the file.</summary>
    private static async Task<IResult> UploadAsync(string? name, HttpRequest request, ItemDesk desk, CheckFiles files)
    {
        RequireMaker(desk);
        var (file, fault) = await files.KeepAsync(request.Body, name ?? string.Empty, desk.Me.Id, desk.Aborted);
        return file is null ? throw Say.Bad(fault!) : Results.Json(new { file = file.Key, name = file.Name }, statusCode: 201);
    }

    /// <summary><c>{file, checks?: [name]}</c>; the project is one in which the caller may import.</summary>
    private static async Task<IResult> StartAsync(string p, HttpRequest request, ItemDesk desk, CheckFiles files, CheckRuns runs)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Editor);
        var body = await JsonBody.ReadAsync(request);
        var chosen = body.Texts("checks", CheckKinds.All.Count).Select(name => CheckKinds.Parse(name) ?? throw body.Refuse("checks", $"must be of {string.Join(", ", CheckKinds.All.Select(check => check.Name()))}; {name} is none"));
        var checks = body.Has("checks") ? chosen.ToHashSet() : [.. CheckKinds.All];
        if (checks.Count == 0)
        {
            throw body.Refuse("checks", "names no check");
        }

        var file = files.Find(body.Text("file", 255), desk.Me.Id) ?? throw Say.NotFound("There is no such file");
        if (project.Settings.ImportsPerDay > 0 &&
            !await desk.Projects.TryUseAsync(project.Id, desk.Me.Id, ItemUse.Imports, ItemQuota.DayOf(desk.Now), project.Settings.ImportsPerDay, desk.Aborted))
        {
            throw desk.QuotaUsedUp(ItemQuota.DayOf(desk.Now).AddDays(1));
        }

        return runs.Start(project, desk.Me.Id, file, checks) is { } run ? Results.Json(run.Wire(), statusCode: 202)
            : throw Say.Quota("A check of yours is running already, or too many wait. Try again when it is done");
    }

    private static IResult Stop(Guid id, ItemDesk desk, CheckRuns runs)
    {
        var run = Mine(id, desk, runs);
        run.Stop();
        return Results.Json(run.Wire());
    }

    private static CheckRun Mine(Guid id, ItemDesk desk, CheckRuns runs) => runs.Find(id, desk.Me.Id) ?? throw Say.NotFound();

    /// <summary>Whoever may make a project may look for what to fill it with.</summary>
    private static void RequireMaker(ItemDesk desk)
    {
        if (desk.Me.Role == MapperRole.ReadOnly)
        {
            throw Say.Forbidden("The account is blocked");
        }
    }

    private static async ValueTask<object?> KnowAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return await http.RequestServices.GetRequiredService<ItemDesk>().SignInAsync(http.Request.Headers.Authorization.ToString()) ? await next(context) : Errors.NotSignedIn();
    }

    private sealed record Largest(long Bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => Bytes;
    }
}
