using Microsoft.Extensions.Logging.Abstractions;
using OsmTasking.Hosting.Redis;
using OsmTasking.Hosting.Workers;
using OsmTasking.TestKit.Servers;

namespace OsmTasking.Hosting.Tests.Faults;

/// <summary>Real servers that fail under load: no job is lost, and none is completed twice.</summary>
public sealed class JobFaultTests
{
    [Fact]
    public async Task RedisFlushedAndKilled_UnderLoad_LosesNoJobAndBeginsNoneTwice()
    {
        await using var database = await JobDatabase.OpenAsync();
        using var redis = await RedisServer.StartNewAsync();
        using var link = Link(redis);
        await using var workers = await Workers.StartAsync(database, [Link(redis), Link(redis), Link(redis)], milliseconds: 40);
        var desk = new JobDesk(database.Store, new RedisJobQueue(link, TimeProvider.System));
        var adding = JobDatabase.AddAsync(job => desk.EnqueueAsync(job), 200, TimeSpan.FromMilliseconds(20));

        for (var fault = 0; fault < 6; fault++)
        {
            await Task.Delay(500);
            if (fault % 3 == 2)
            {
                redis.Kill();
                await Task.Delay(300);
                await redis.StartAsync();
            }
            else
            {
                Assert.StartsWith("+OK", await redis.SayAsync("FLUSHALL"), StringComparison.Ordinal);
            }
        }

        var ids = await adding;
        Assert.Equal(ids.Count, await database.AssertEachCompletedOnceAsync(ids));
    }

    [Fact]
    public async Task RedisNeverThere_JobsAreFoundByThePoll()
    {
        await using var database = await JobDatabase.OpenAsync();
        using var redis = RedisServer.Prepare();
        using var link = Link(redis);
        await using var workers = await Workers.StartAsync(database, [Link(redis), Link(redis)], milliseconds: 5);
        var desk = new JobDesk(database.Store, new RedisJobQueue(link, TimeProvider.System));
        await Task.Delay(500);

        var ids = await JobDatabase.AddAsync(job => desk.EnqueueAsync(job), 10, TimeSpan.Zero);

        await database.AssertEachCompletedOnceAsync(ids, seconds: 60);
    }

    [Fact]
    public async Task ConnectionsCut_UnderLoad_LosesNoJobAndCompletesNoneTwice()
    {
        await using var database = await JobDatabase.OpenAsync();
        await using var workers = await Workers.StartAsync(database, [null, null, null], milliseconds: 10);
        using var stop = new CancellationTokenSource();
        var cutting = Task.Run(async () =>
        {
            var done = 0;
            for (; !stop.IsCancellationRequested; done++)
            {
                await database.CutConnectionsAsync();
                await Task.Delay(40, CancellationToken.None);
            }

            return done;
        });

        var unanswered = 0;
        var ids = await JobDatabase.AddAsync(
            async job =>
            {
                unanswered++;
                var answer = await database.Store.EnqueueAsync(job);
                unanswered--;
                return answer;
            },
            150,
            TimeSpan.FromMilliseconds(5));
        await Task.Delay(1500);
        await stop.CancelAsync();
        var cuts = await cutting;

        var begun = await database.AssertEachCompletedOnceAsync(ids, seconds: 30);
        Assert.True(unanswered > 0, "no connection was cut at a bad moment: the test shows nothing");
        TestContext.Current.TestOutputHelper?.WriteLine($"{cuts} cuts, {unanswered} requests without an answer; {ids.Count} jobs in {begun} attempts");
    }

    [Fact]
    public async Task WorkersKilledAndFrozen_InMidJob_AreReplacedAndNothingIsCompletedTwice()
    {
        await using var database = await JobDatabase.OpenAsync();
        using var redis = await RedisServer.StartNewAsync();
        using var link = Link(redis);
        var desk = new JobDesk(database.Store, new RedisJobQueue(link, TimeProvider.System));
        var ids = await JobDatabase.AddAsync(job => desk.EnqueueAsync(job), 120, TimeSpan.Zero);
        var configuration = $"{database.ConnectionString}|{redis.Configuration}|150";
        using var frozen = await WorkerProcess.StartAsync(configuration);
        await database.AwaitAttemptAsync(0);
        await frozen.SignalAsync("STOP"); // Longer than its lease: whatever it had is taken over.
        var killed = 0;
        for (; killed < 4; killed++)
        {
            var before = await database.AttemptsAsync();
            using var victim = await WorkerProcess.StartAsync(configuration);
            await database.AwaitAttemptAsync(before);
            await Task.Delay(killed * 37);
        } // The end of the block is kill -9.

        await frozen.SignalAsync("CONT");
        using var survivor = await WorkerProcess.StartAsync(configuration);

        var begun = await database.AssertEachCompletedOnceAsync(ids);

        Assert.True(begun >= ids.Count + killed, $"{begun} attempts for {ids.Count} jobs: the kills hit nothing");
        TestContext.Current.TestOutputHelper?.WriteLine($"{killed} kills, 1 freeze; {ids.Count} jobs in {begun} attempts");
    }

    private static RedisLink Link(RedisServer server) => new(server.Configuration, TimeProvider.System, NullLogger<RedisLink>.Instance);

    /// <summary>Workers in this process. Their leases outlast the test: nothing is saved by taking over what was never lost.</summary>
    private sealed class Workers : IAsyncDisposable
    {
        private readonly List<(JobWorker Worker, RedisLink? Link)> _all = [];

        internal static async Task<Workers> StartAsync(JobDatabase database, RedisLink?[] links, int milliseconds)
        {
            var workers = new Workers();
            foreach (var link in links)
            {
                var worker = WorkerProgram.Create(database.Source, link, WorkerProgram.Handler(milliseconds), leaseSeconds: 60);
                await worker.StartAsync(CancellationToken.None);
                workers._all.Add((worker, link));
            }

            return workers;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (worker, link) in _all)
            {
                await worker.StopAsync(CancellationToken.None);
                worker.Dispose();
                link?.Dispose();
            }
        }
    }
}
