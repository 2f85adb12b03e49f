using Npgsql;

namespace OsmTasking.Postgis.Tests;

/// <summary>A database of its own on the server of <c>OSM_TASKING_TEST_DB</c>; dropped in the end.</summary>
internal sealed class ScratchDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;

    private ScratchDatabase(string server, string name)
    {
        (_server, _name) = (server, name);
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 32, CommandTimeout = 300 }.ConnectionString;
        Source = NpgsqlDataSource.Create(ConnectionString);
    }

    internal string ConnectionString { get; }

    internal NpgsqlDataSource Source { get; }

    /// <summary>Makes one: skipped at a desk without a server, a failure in CI.</summary>
    internal static async ValueTask<ScratchDatabase> CreateAsync(string? name = null)
    {
        var server = Environment.GetEnvironmentVariable("OSM_TASKING_TEST_DB");
        if (string.IsNullOrEmpty(server))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "OSM_TASKING_TEST_DB is not set, and CI must test PostGIS.");
            Assert.Skip("OSM_TASKING_TEST_DB names no PostgreSQL with PostGIS (./build.sh test starts one).");
        }

        name ??= $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"create database {name}");
        return new ScratchDatabase(server, name);
    }

#pragma warning disable CA2100 // Statements are the tests' own.
    internal async Task RunAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    internal async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await ExecuteAsync(_server, $"drop database {_name} with (force)");
    }

    private static async Task ExecuteAsync(string server, string statement)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
#pragma warning restore CA2100
}
