using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using OsmTasking.Hosting.Health;
using OsmTasking.Hosting.Telemetry;
using ReferenceApi.Auth;
using ReferenceApi.Commands;
using ReferenceApi.ItemChecks;
using ReferenceApi.MapPage;
using ReferenceApi.MapRoulette;
using ReferenceApi.RawData;
using ReferenceApi.TaskingManager;
using ReferenceApi.ToFix;
using ReferenceApi.Wire;

namespace ReferenceApi;

/// <summary>Composes the packages into the full system.</summary>
public static class ReferenceHost
{
    /// <summary>The largest request body, in bytes.</summary>
    public const int LargestBody = 10 * 1024 * 1024;

    /// <summary>Up to this size a body that is too large is read to its end, so that its sender can read the answer.</summary>
    private const int LargestDrained = 128 * 1024 * 1024;

    public static WebApplication Build(HostSettings settings, Action<IServiceCollection>? adjust = null)
    {
        var pages = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        var index = Path.Combine(pages, "index.html");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Directory.Exists(pages) ? pages : null,
        });
        builder.Configuration.AddConfiguration(settings.Configuration);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestDrained);
        var services = builder.Services;
        settings.AddStores(services);
        services.Configure<OsmOptions>(settings.Configuration.GetSection("OsmTasking:Osm"));
        services.AddSingleton(provider => new SessionTokens(SessionTokens.SecretIn(settings.DataDirectory), provider.GetRequiredService<TimeProvider>()));
        services.AddOsmSignIn();
        settings.AddEdits(services);
        services.AddTaskingManagerApi();
        services.AddMapPageApi();
        services.AddToFixApi(settings);
        services.AddItemChecks(settings);
        services.AddCache(settings);
        services.AddRawDataApi(settings);
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.Converters.Add(new UtcTimes()));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddOpenApi();
        services.AddResponseCompression(options => options.MimeTypes = ["application/json", "application/geo+json", "text/html", "text/css", "text/javascript", "text/xml"]);
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: ["ready"]);
        if (Uri.TryCreate(settings.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"], UriKind.Absolute, out var collector))
        {
            services.AddHostedService(_ => new OtlpExport(collector));
        }

        adjust?.Invoke(services);
        var app = builder.Build();
        app.UseResponseCompression();
        app.UseMiddleware<Faults>();
        app.UseMiddleware<PageHeaders>();
        app.UseStaticFiles();
        app.UseMiddleware<CallerMiddleware>();
        app.MapTaskingManagerApi();
        app.MapMapPageApi();
        app.MapToFixApi();
        app.MapMapRouletteApi();
        app.MapRawDataApi();
        app.MapOpenApi();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = Faults.TellHealthAsync });
        app.MapGet("/", async (HttpContext context) => ToFixApi.WantsJson(context.Request) ? await ToFixApi.StatusAsync(context) : File.Exists(index) ? Results.File(index, "text/html; charset=utf-8") : Results.Text(
            "The map page is not built: install Node.js 20 or later and build again. The API works: see /openapi/v1.json.\n"));
        app.MapFallback(() => Errors.Nested(404, "NOT_FOUND", "There is nothing at this address."));
        return app;
    }
}
