using Npgsql;
using OsmTasking.Core;
using OsmTasking.Core.Jobs;
using OsmTasking.Postgis;
using OsmTasking.TestKit;

namespace OsmTasking.Hosting.Tests.Faults;

/// <summary>A database of this test's own that writes down each time a job becomes complete, whoever says so.</summary>
internal sealed class JobDatabase : IAsyncDisposable
{
    private const string Witness = """
        create table completion (job uuid not null, attempt int not null);
        create function witness() returns trigger language plpgsql as $$ begin insert into completion values (new.id, new.attempt); return new; end $$;
        create trigger witness after update on osm_tasking.job for each row when (old.state <> 2 and new.state = 2) execute function witness();
        """;

    private readonly ScratchDatabase _database;

    private JobDatabase(ScratchDatabase database)
    {
        _database = database;
        Store = new PostgisJobStore(database.Source);
    }

    internal string ConnectionString => _database.ConnectionString;

    internal NpgsqlDataSource Source => _database.Source;

    internal IJobStore Store { get; }

    /// <summary>Makes a database on the server of <c>OSM_TASKING_TEST_DB</c>: skipped at a desk without one, a failure in CI.</summary>
    internal static async Task<JobDatabase> OpenAsync()
    {
        var database = await ScratchDatabase.CreateAsync();
        await new PostgisSchema(database.Source).MigrateAsync();
        await database.RunAsync(Witness);
        return new JobDatabase(database);
    }

    /// <summary>Asks for jobs, each until there is an answer: the same id makes one job of it.</summary>
    internal static async Task<List<Guid>> AddAsync(Func<NewJob, ValueTask<EnqueueResult>> enqueue, int count, TimeSpan pause)
    {
        var ids = new List<Guid>();
        while (ids.Count < count)
        {
            var request = new NewJob(Guid.CreateVersion7(), "test", "") { MaxAttempts = 50 };
            ids.Add(request.Id);
            while (true)
            {
                try
                {
                    Assert.IsType<EnqueueResult.Accepted>(await enqueue(request));
                    break;
                }
                catch (StoreException)
                {
                    await Task.Delay(10); // Whether it happened is not known.
                }
            }

            await Task.Delay(pause);
        }

        return ids;
    }

    /// <summary>Counts the attempts begun in all.</summary>
    internal async Task<long> AttemptsAsync()
    {
        await using var command = Source.CreateCommand("select coalesce(sum(attempt), 0) from osm_tasking.job");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until there are more attempts than so many: somebody has begun since.</summary>
    internal async Task AwaitAttemptAsync(long before)
    {
        for (var waited = 0; await AttemptsAsync() <= before; waited++)
        {
            Assert.True(waited < 3000, "no job was begun within a minute");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until nothing is open, then asserts that each job succeeded and was completed once.</summary>
    /// <returns>How many attempts were begun in all.</returns>
    internal async Task<int> AssertEachCompletedOnceAsync(List<Guid> ids, int seconds = 180)
    {
        for (var waited = 0; await OpenCountAsync() > 0; waited++)
        {
            Assert.True(waited < seconds * 10, $"{await OpenCountAsync()} jobs are still open after {seconds} s");
            await Task.Delay(100);
        }

        Source.Clear(); // Connections that were cut while nobody used them still lie in the pool.
        var completions = await CompletionsAsync();
        Assert.Equal(ids.Order(), completions.Select(completion => completion.Job).Order());
        var begun = 0;
        foreach (var (id, attempt) in completions)
        {
            var job = (await Store.FindAsync(id))!;
            Assert.Equal((JobState.Succeeded, attempt, new JobTicket(id, attempt).OutputName), (job.State, job.Attempt, job.Result));
            begun += attempt;
        }

        return begun;
    }

    /// <summary>Ends every connection to the database that is doing something.</summary>
    internal Task CutConnectionsAsync() => _database.OnServerAsync(
        $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_database.Name}' and (state <> 'idle' or random() < 0.2)");

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<long> OpenCountAsync()
    {
        while (true)
        {
            try
            {
                return (await Store.CountAsync()).Where(count => count.State is JobState.Queued or JobState.Running).Sum(count => count.Count);
            }
            catch (StoreException)
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task<List<(Guid Job, int Attempt)>> CompletionsAsync()
    {
        await using var command = Source.CreateCommand("select job, attempt from completion");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(Guid, int)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetGuid(0), reader.GetInt32(1)));
        }

        return rows;
    }
}
