using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Hosting;
using OsmTasking.Core.Items;
using OsmTasking.Core.Tasks;
using OsmTasking.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds OsmTasking to an application.</summary>
public static class OsmTaskingServiceCollectionExtensions
{
    /// <summary>Adds the task workflow. Choose a store on the returned builder.</summary>
    /// <remarks>Safe to call more than once. What the application registered itself is left alone.</remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets how long locks live.</param>
    public static IOsmTaskingBuilder AddOsmTasking(this IServiceCollection services, Action<TaskLockOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<TaskLockOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TaskLockOptions>, TaskLockOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<TaskLockOptions>>().Value);
        services.TryAddSingleton<TaskWorkflow>();
        services.TryAddSingleton<ItemWorkflow>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return new OsmTaskingBuilder(services);
    }

    private sealed record OsmTaskingBuilder(IServiceCollection Services) : IOsmTaskingBuilder;
}
