using Npgsql;

namespace OsmTasking.TestKit;

/// <summary>Ends connections to a database that are in the middle of something.</summary>
public static class ConnectionKiller
{
    /// <summary>Kills one every 20 ms, so many times at the most: on a busy machine every statement would be hit else, and nobody got on.</summary>
    public static async Task KillAsync(string database, int times, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(Environment.GetEnvironmentVariable("OSM_TASKING_TEST_DB"));
        await connection.OpenAsync(CancellationToken.None);
        for (var time = 0; time < times && !cancellationToken.IsCancellationRequested; time++)
        {
            await using var command = new NpgsqlCommand(
                "select pg_terminate_backend(pid) from (select pid from pg_stat_activity where datname = $1 and state <> 'idle' order by random() limit 1) one", connection)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = database } },
            };
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
