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

public sealed class PostgisJobStoreTests : JobStoreContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

public sealed class PostgisOutboxTests : OutboxContract
{
    protected override ValueTask<StoreSet> OpenAsync() => PostgisStores.OpenAsync();
}

internal static class PostgisStores
{
    /// <summary>Makes a database of its own on the server of <c>OSM_TASKING_TEST_DB</c>: skipped at a desk without one, a failure in CI.</summary>
    internal static ValueTask<StoreSet> OpenAsync() => OpenAsync($"test_{Guid.NewGuid():N}");

    internal static async ValueTask<StoreSet> OpenAsync(string name)
    {
        var server = Environment.GetEnvironmentVariable("OSM_TASKING_TEST_DB");
        if (string.IsNullOrEmpty(server))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "OSM_TASKING_TEST_DB is not set, and CI must test PostGIS.");
            Assert.Skip("OSM_TASKING_TEST_DB names no PostgreSQL with PostGIS (./build.sh test starts one).");
        }

        await ExecuteAsync(server, $"create database {name}");
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 32 });
        return new StoreSet(new PostgisTaskStore(source), new PostgisProjectStore(source), new PostgisMapperStore(source), new PostgisSchema(source), async () =>
        {
            await source.DisposeAsync();
            await ExecuteAsync(server, $"drop database {name} with (force)");
        })
        {
            Jobs = new PostgisJobStore(source),
            Outbox = new PostgisOutbox(source),
        };
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
