using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Hosting;
using OsmTasking.Core.Items;
using OsmTasking.Core.Jobs;
using OsmTasking.Core.Tasks;
using OsmTasking.Hosting;
using OsmTasking.Hosting.Caching;
using OsmTasking.Hosting.News;
using OsmTasking.Hosting.Workers;

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
        services.TryAddSingleton<IJobQueue, LocalJobQueue>();
        services.TryAddSingleton<IWorkerRegistry, LocalWorkerRegistry>();
        services.TryAddSingleton<JobDesk>();
        services.TryAddSingleton<TaskNews>();
        services.TryAddSingleton(provider => new VersionedCache(provider.GetService<IDistributedCache>(), provider.GetRequiredService<TimeProvider>()));
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return new OsmTaskingBuilder(services);
    }

    /// <summary>Runs jobs in this process; the kinds are those of the handlers added.</summary>
    /// <remarks>Safe to call more than once. Any number of processes may run jobs from one store.</remarks>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    /// <param name="configure">Sets slots and times.</param>
    public static IOsmTaskingBuilder AddJobWorker(this IOsmTaskingBuilder builder, Action<JobWorkerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<JobWorkerOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JobWorkerOptions>, JobWorkerOptionsValidator>());
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<JobWorkerOptions>>().Value);
        services.AddHostedService<JobWorker>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return builder;
    }

    /// <summary>Adds a kind of job.</summary>
    /// <typeparam name="THandler">What does it.</typeparam>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    public static IOsmTaskingBuilder AddJobHandler<THandler>(this IOsmTaskingBuilder builder)
        where THandler : class, IJobHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IJobHandler, THandler>());
        return builder;
    }

    /// <summary>Tells <see cref="TaskNews"/> what transitions left in the outbox. Several hosts may do so at once.</summary>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    public static IOsmTaskingBuilder AddOutboxRelay(this IOsmTaskingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddHostedService<OutboxRelay>();
        return builder;
    }

    private sealed record OsmTaskingBuilder(IServiceCollection Services) : IOsmTaskingBuilder;
}
