using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Hosting;
using OsmTasking.Extraction.Exports;
using OsmTasking.Hosting.Exports;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds exports to an application.</summary>
public static class ExportServiceCollectionExtensions
{
    /// <summary>Adds what exports are asked for, read and kept with. Safe to call more than once.</summary>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    /// <param name="configure">Sets the folder and how to write.</param>
    public static IOsmTaskingBuilder AddExports(this IOsmTaskingBuilder builder, Action<ExportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<ExportOptions>();
        services.TryAddSingleton(provider => new ExportStorage(provider.GetRequiredService<IOptions<ExportOptions>>().Value.Folder));
        services.TryAddSingleton(provider => new ExportFormats(provider.GetServices<ExportFormat>()));
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return builder;
    }

    /// <summary>Writes exports in this process, as jobs of its worker.</summary>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    public static IOsmTaskingBuilder AddExportJobs(this IOsmTaskingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddExports().AddJobHandler<ExportJob>();
    }
}
