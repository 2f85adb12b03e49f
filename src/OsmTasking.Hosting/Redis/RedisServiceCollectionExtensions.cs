using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OsmTasking.Core.Hosting;
using OsmTasking.Core.Items;
using OsmTasking.Core.Jobs;
using OsmTasking.Hosting.News;
using OsmTasking.Hosting.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Switches Redis on.</summary>
public static class RedisServiceCollectionExtensions
{
    /// <summary>Wakes workers through Redis as soon as a job waits, lists the workers of all processes, carries news of tasks and items from host to host, and keeps a hint of where items are open.</summary>
    /// <remarks>Redis may lose everything, or be away, at any moment: that costs a second or two, and nothing else.</remarks>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    /// <param name="configuration">As StackExchange.Redis has it, such as <c>localhost:6379,password=…,ssl=true</c>.</param>
    public static IOsmTaskingBuilder UseRedis(this IOsmTaskingBuilder builder, string configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(configuration);

        // Replace, not TryAdd: of several Use* calls the last one wins.
        var services = builder.Services;
        services.Replace(ServiceDescriptor.Singleton(provider => new RedisLink(
            configuration, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RedisLink>>())));
        services.Replace(ServiceDescriptor.Singleton<IJobQueue, RedisJobQueue>());
        services.Replace(ServiceDescriptor.Singleton<IWorkerRegistry, RedisWorkerRegistry>());
        services.Replace(ServiceDescriptor.Singleton<INewsCarrier, RedisNews>());
        services.TryAddSingleton<ItemNews>();
        services.Replace(ServiceDescriptor.Singleton<IItemNewsCarrier, RedisItemNews>());
        services.Replace(ServiceDescriptor.Singleton<IItemHint, RedisItemHint>());
        return builder;
    }

    /// <summary>Keeps answers that are read often in Redis, as the application's <see cref="IDistributedCache"/>: in place of memcached.</summary>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    /// <param name="configuration">As StackExchange.Redis has it; counts only where <see cref="UseRedis"/> was not called.</param>
    public static IOsmTaskingBuilder UseRedisCache(this IOsmTaskingBuilder builder, string configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(configuration);
        var services = builder.Services;
        services.TryAddSingleton(provider => new RedisLink(
            configuration, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RedisLink>>()));
        services.Replace(ServiceDescriptor.Singleton<IDistributedCache, RedisCache>());
        return builder;
    }
}
