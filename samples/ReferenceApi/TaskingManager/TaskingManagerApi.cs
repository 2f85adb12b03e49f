using ReferenceApi.Auth;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>The wire of Tasking Manager v2.</summary>
public static class TaskingManagerApi
{
    public static IServiceCollection AddTaskingManagerApi(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<Desk>();
        return services;
    }

    public static void MapTaskingManagerApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v2").AddEndpointFilter<RefusalFilter>();
        var projects = api.MapGroup("/projects");
        ProjectSearch.Map(projects);
        ProjectReads.Map(projects);
        ProjectWrites.Map(projects);
        IntersectingTiles.Map(projects);
        TaskReads.Map(projects);
        ActivityReads.Map(projects);
        ContributionReads.Map(projects);
        var actions = projects.MapGroup("/{projectId:long}/tasks/actions").RequireSignIn();
        MappingActions.Map(actions);
        ValidationActions.Map(actions);
        BulkActions.Map(actions);
        UserReads.Map(api.MapGroup("/users"));
        CatalogueReads.Map(api);
        OsmSignIn.Map(api);
    }
}
