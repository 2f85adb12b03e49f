using Microsoft.Extensions.DependencyInjection.Extensions;
using OsmTasking.Core.Access;
using OsmTasking.Core.Hosting;
using OsmTasking.Core.Items;
using OsmTasking.Core.Jobs;
using OsmTasking.Core.People;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;
using OsmTasking.Extraction.Exports;
using OsmTasking.Extraction.Features;
using OsmTasking.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Switches the embedded store on.</summary>
public static class SqliteServiceCollectionExtensions
{
    /// <summary>Keeps everything in a SQLite file, and imported features in a second one beside it: no server needed.</summary>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    /// <param name="path">The file; made when it is missing.</param>
    public static IOsmTaskingBuilder UseSqlite(this IOsmTaskingBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(path);

        // Replace, not TryAdd: of several Use* calls the last one wins.
        var services = builder.Services;
        services.Replace(ServiceDescriptor.Singleton(_ => new SqliteDatabase(path)));
        services.Replace(ServiceDescriptor.Singleton<IStoreSchema, SqliteSchema>());
        services.Replace(ServiceDescriptor.Singleton<ITaskStore, SqliteTaskStore>());
        services.Replace(ServiceDescriptor.Singleton<IProjectStore, SqliteProjectStore>());
        services.Replace(ServiceDescriptor.Singleton<IMapperStore, SqliteMapperStore>());
        services.Replace(ServiceDescriptor.Singleton<IItemStore, SqliteItemStore>());
        services.Replace(ServiceDescriptor.Singleton<IItemProjectStore, SqliteItemProjectStore>());
        services.Replace(ServiceDescriptor.Singleton<IItemNoteStore, SqliteItemNoteStore>());
        services.Replace(ServiceDescriptor.Singleton<IOutbox, SqliteOutbox>());
        services.Replace(ServiceDescriptor.Singleton<IJobStore>(provider => new SqliteJobStore(
            provider.GetRequiredService<SqliteDatabase>(), provider.GetService<TimeProvider>() ?? TimeProvider.System)));
        services.Replace(ServiceDescriptor.Singleton<IServiceRoleStore, SqliteServiceRoleStore>());
        services.Replace(ServiceDescriptor.Singleton<IDatasetStore, SqliteDatasetStore>());
        services.Replace(ServiceDescriptor.Singleton<IExportSource>(_ => new SqliteExportSource($"{path}.features")));
        services.Replace(ServiceDescriptor.Singleton<IFeatureStore>(_ => new SqliteFeatureStore($"{path}.features")));
        return builder;
    }
}
