using Npgsql;
using OsmTasking.TestKit.Stores;

namespace OsmTasking.Postgis.Tests;

public sealed class PostgisTaskStoreTests : TaskStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

public sealed class PostgisTaskRaceTests : TaskRaceContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

public sealed class PostgisProjectStoreTests : ProjectStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

public sealed class PostgisMapperStoreTests : MapperStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

public sealed class PostgisItemStoreTests : ItemStoreContract
{
    protected override ValueTask<ItemStores> OpenAsync() => PostgisStores.OpenItemsAsync();
}

public sealed class PostgisItemRaceTests : ItemRaceContract
{
    protected override ValueTask<ItemStores> OpenAsync() => PostgisStores.OpenItemsAsync();
}

internal static class PostgisStores
{
    /// <summary>Makes a database of its own on the server of <c>OSM_TASKING_TEST_DB</c>: skipped at a desk without one, a failure in CI.</summary>
    internal static ValueTask<StoreSet> OpenAsync() => OpenAsync($"test_{Guid.NewGuid():N}");

    internal static async ValueTask<StoreSet> OpenAsync(string name)
    {
        var (source, cleanUp) = await DatabaseAsync(name);
        return new StoreSet(new PostgisTaskStore(source), new PostgisProjectStore(source), new PostgisMapperStore(source), new PostgisSchema(source), cleanUp);
    }

    internal static async ValueTask<ItemStores> OpenItemsAsync()
    {
        var (source, cleanUp) = await DatabaseAsync($"test_{Guid.NewGuid():N}");
        return new ItemStores(new PostgisItemStore(source), new PostgisItemProjectStore(source), new PostgisItemNoteStore(source), new PostgisSchema(source), cleanUp);
    }

    private static async ValueTask<(NpgsqlDataSource Source, Func<ValueTask> CleanUp)> DatabaseAsync(string name)
    {
        var server = Environment.GetEnvironmentVariable("OSM_TASKING_TEST_DB");
        if (string.IsNullOrEmpty(server))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "OSM_TASKING_TEST_DB is not set, and CI must test PostGIS.");
            Assert.Skip("OSM_TASKING_TEST_DB names no PostgreSQL with PostGIS (./build.sh test starts one).");
        }

        await ExecuteAsync(server, $"create database {name}");
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 32 });
        return (source, CleanUpAsync);

        async ValueTask CleanUpAsync()
        {
            await source.DisposeAsync();
            await ExecuteAsync(server, $"drop database {name} with (force)");
        }
    }

    private static async Task ExecuteAsync(string server, string statement)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The name is a number made here.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
