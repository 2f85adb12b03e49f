using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using OsmTasking.Core.Access;
using OsmTasking.Core.Hosting;
using OsmTasking.Core.Items;
using OsmTasking.Core.Jobs;
using OsmTasking.Core.People;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;
using OsmTasking.Extraction.Exports;
using OsmTasking.Extraction.Features;
using OsmTasking.Postgis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Switches PostgreSQL on.</summary>
public static class PostgisServiceCollectionExtensions
{
    /// <summary>Keeps tasks, projects, mappers and features in PostgreSQL with PostGIS.</summary>
    /// <remarks>The application registers the <see cref="NpgsqlDataSource"/>: pooling, TLS and secrets are its own affair.</remarks>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    public static IOsmTaskingBuilder UsePostgis(this IOsmTaskingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        // Replace, not TryAdd: of several Use* calls the last one wins.
        var services = builder.Services;
        services.Replace(ServiceDescriptor.Singleton<IStoreSchema, PostgisSchema>());
        services.Replace(ServiceDescriptor.Singleton<ITaskStore, PostgisTaskStore>());
        services.Replace(ServiceDescriptor.Singleton<IProjectStore, PostgisProjectStore>());
        services.Replace(ServiceDescriptor.Singleton<IMapperStore, PostgisMapperStore>());
        services.Replace(ServiceDescriptor.Singleton<IItemStore, PostgisItemStore>());
        services.Replace(ServiceDescriptor.Singleton<IItemProjectStore, PostgisItemProjectStore>());
        services.Replace(ServiceDescriptor.Singleton<IItemNoteStore, PostgisItemNoteStore>());
        services.Replace(ServiceDescriptor.Singleton<IFeatureStore, PostgisFeatureStore>());
        services.Replace(ServiceDescriptor.Singleton<IServiceRoleStore, PostgisServiceRoleStore>());
        services.Replace(ServiceDescriptor.Singleton<IDatasetStore, PostgisDatasetStore>());
        services.Replace(ServiceDescriptor.Singleton<IExportSource, PostgisExportSource>());
        services.Replace(ServiceDescriptor.Singleton<IJobStore, PostgisJobStore>());
        services.Replace(ServiceDescriptor.Singleton<IOutbox, PostgisOutbox>());
        return builder;
    }

    /// <summary>Keeps tasks, projects, mappers and features in the database of a connection string.</summary>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    /// <param name="connectionString">As Npgsql has it: <c>Host=…;Database=…;Username=…</c>.</param>
    public static IOsmTaskingBuilder UsePostgis(this IOsmTaskingBuilder builder, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        builder.Services.Replace(ServiceDescriptor.Singleton(_ => NpgsqlDataSource.Create(connectionString)));
        return builder.UsePostgis();
    }
}
