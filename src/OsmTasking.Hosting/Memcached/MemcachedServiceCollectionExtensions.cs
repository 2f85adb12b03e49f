using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Hosting;
using OsmTasking.Hosting.Memcached;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Switches memcached on.</summary>
public static class MemcachedServiceCollectionExtensions
{
    /// <summary>Keeps answers that are read often in memcached, as the application's <see cref="IDistributedCache"/>.</summary>
    /// <remarks>A dead server costs its time-out once and then nothing; an answer is never older than the version it was asked for.</remarks>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    /// <param name="configure">Names the servers.</param>
    public static IOsmTaskingBuilder UseMemcached(this IOsmTaskingBuilder builder, Action<MemcachedOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<MemcachedOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MemcachedOptions>, MemcachedOptionsValidator>());
        services.Configure(configure);

        // Replace, not TryAdd: of several Use* calls the last one wins.
        services.Replace(ServiceDescriptor.Singleton<IDistributedCache>(provider => new MemcachedCache(
            provider.GetRequiredService<IOptions<MemcachedOptions>>().Value, provider.GetService<TimeProvider>() ?? TimeProvider.System)));
        return builder;
    }
}
