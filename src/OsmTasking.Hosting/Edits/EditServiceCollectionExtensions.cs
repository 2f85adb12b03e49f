using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Edits;
using OsmTasking.Core.Hosting;
using OsmTasking.Core.Items;
using OsmTasking.Hosting.Edits;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sends edits to OSM.</summary>
public static class EditServiceCollectionExtensions
{
    /// <summary>Sends queued edits from this process. The application registers an <see cref="IEditTokens"/>, and stores with <c>UsePostgis</c> or <c>UseSqlite</c>.</summary>
    /// <remarks>Safe to call more than once. Any number of processes may send from one store.</remarks>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    /// <param name="server">The OSM server, such as <c>https://api.openstreetmap.org/</c>.</param>
    /// <param name="configure">Sets limits and times.</param>
    public static IOsmTaskingBuilder AddOsmEdits(this IOsmTaskingBuilder builder, Uri server, Action<EditOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(server);
        var services = builder.Services;
        services.AddOptions<EditOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<EditOptions>>().Value);
#pragma warning disable CA2000 // The client lives as long as the application.
        services.TryAddSingleton<IOsmApi>(_ => new OsmApiClient(new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(90) }));
#pragma warning restore CA2000
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ItemWorkflow>();
        services.TryAddSingleton<IEditedItems, EditedItems>();
        services.TryAddSingleton<EditSender>();
        services.AddHostedService<EditWorker>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return builder;
    }
}
