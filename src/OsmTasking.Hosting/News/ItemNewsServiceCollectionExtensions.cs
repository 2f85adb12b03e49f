using Microsoft.Extensions.DependencyInjection.Extensions;
using OsmTasking.Core.Hosting;
using OsmTasking.Core.Items;
using OsmTasking.Hosting.News;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Tells of changes of items.</summary>
public static class ItemNewsServiceCollectionExtensions
{
    /// <summary>Tells <see cref="ItemNews"/> of every change of items that this process writes, and with <c>UseRedis</c> of those of other processes. Call it after a store was chosen.</summary>
    /// <remarks>Safe to call more than once.</remarks>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    /// <exception cref="InvalidOperationException">No store was chosen.</exception>
    public static IOsmTaskingBuilder AddItemNews(this IOsmTaskingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(Told)))
        {
            return builder;
        }

        services.AddSingleton<Told>();
        var store = services.LastOrDefault(service => service.ServiceType == typeof(IItemStore)) ?? throw new InvalidOperationException("Choose a store first: UsePostgis or UseSqlite.");
        services.TryAddSingleton<ItemNews>();
        services.Replace(ServiceDescriptor.Singleton<IItemStore>(provider => new ToldItemStore(
            (IItemStore)(store.ImplementationInstance ?? store.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, store.ImplementationType!)),
            provider.GetRequiredService<ItemNews>(),
            provider.GetService<IItemNewsCarrier>())));
        return builder;
    }

    private sealed class Told;
}
