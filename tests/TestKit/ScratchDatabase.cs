using Npgsql;

namespace OsmTasking.TestKit;

/// <summary>A database of its own on the server of <c>OSM_TASKING_TEST_DB</c>; dropped in the end.</summary>
public sealed class ScratchDatabase : IAsyncDisposable
{
    private readonly string _server;

    private ScratchDatabase(string server, string name)
    {
        (_server, Name) = (server, name);
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 32, CommandTimeout = 300 }.ConnectionString;
        Source = NpgsqlDataSource.Create(ConnectionString);
    }

    public string Name { get; }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    /// <summary>Makes one: skipped at a desk without a server, a failure in CI.</summary>
    public static async ValueTask<ScratchDatabase> CreateAsync(string? name = null)
    {
        var server = Environment.GetEnvironmentVariable("OSM_TASKING_TEST_DB");
        if (string.IsNullOrEmpty(server))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "OSM_TASKING_TEST_DB is not set, and CI must test PostGIS.");
            Assert.Skip("OSM_TASKING_TEST_DB names no PostgreSQL with PostGIS (./build.sh test starts one).");
        }

        name ??= $"test_{Guid.NewGuid():N}";
        await OnServerAsync(server, $"create database {name}");
        return new ScratchDatabase(server, name);
    }

    /// <summary>Runs a statement beside the database, which may be in no state to take one.</summary>
    public Task OnServerAsync(string sql) => OnServerAsync(_server, sql);

#pragma warning disable CA2100 // Statements are the tests' own.
    public async Task RunAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await OnServerAsync($"drop database if exists {Name} with (force)");
    }

    private static async Task OnServerAsync(string server, string statement)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
#pragma warning restore CA2100
}
