using OsmTasking.Core.Hosting;
using ReferenceApi.Auth;
using ReferenceApi.Commands;

namespace ReferenceApi.RawData;

/// <summary>The wire of raw-data-api v1.</summary>
public static class RawDataApi
{
    /// <summary>Adds exports: what both the server and a worker need.</summary>
    public static IOsmTaskingBuilder AddRawData(this IOsmTaskingBuilder tasking, HostSettings settings) =>
        tasking.AddSqliteFormats().AddExports(options =>
        {
            options.Folder = Path.Combine(settings.DataDirectory, "exports");
            settings.Configuration.GetSection("OsmTasking:Exports").Bind(options);
        });

    /// <summary>Makes exports in this process.</summary>
    public static IOsmTaskingBuilder AddRawDataJobs(this IOsmTaskingBuilder tasking) => tasking.AddExportJobs().AddJobHandler<CustomExportJob>();

    public static void AddRawDataApi(this IServiceCollection services, HostSettings settings)
    {
        services.Configure<RawDataOptions>(settings.Configuration.GetSection("OsmTasking:RawData"));
        services.AddSingleton<RateLimits>();
        services.AddSingleton<SnapshotDesk>();
        services.AddSingleton(provider => new SignInStates(SessionTokens.SecretIn(settings.DataDirectory), provider.GetRequiredService<TimeProvider>()));
    }

    public static void MapRawDataApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/v1").AddEndpointFilter<RawDataFilter>().WithTags("Raw data");
        SnapshotRoutes.Map(api);
        DataRoutes.Map(api);
        TaskRoutes.Map(api);
        FileRoutes.Map(routes, api);
        AuthRoutes.Map(api);
        HdxRoutes.Map(api);
        StatsRoutes.Map(api);
        CustomRoutes.Map(api);
        foreach (var path in new[] { "snapshot/{**rest}", "status/", "countries/", "osm_id/", "tasks/{**rest}", "auth/{**rest}", "custom/{**rest}", "stats/{**rest}", "hdx/{**rest}", "s3/{**rest}" })
        {
            routes.MapMethods($"/v1/{path}", ["OPTIONS"], RawDataFilter.Preflight).ExcludeFromDescription();
        }
    }
}
