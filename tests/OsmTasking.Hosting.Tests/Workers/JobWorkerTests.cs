using System.Diagnostics;
using OsmTasking.Core.Jobs;
using OsmTasking.Hosting.Workers;

namespace OsmTasking.Hosting.Tests.Workers;

public class JobWorkerTests
{
    [Fact]
    public async Task Job_Announced_IsPickedUpAtOnceAndItsResultPublished()
    {
        await using var bench = await JobBench.OpenAsync();
        var handler = new TestHandler((run, _) => Task.FromResult($"{run.Job.Payload} {run.OutputName}"));
        await bench.StartAsync(handler);
        await Task.Delay(200);
        var clock = Stopwatch.StartNew();

        var job = await bench.AddAsync();
        var done = await bench.UntilAsync(job.Id, found => found.State == JobState.Succeeded);

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"picked up after {clock.Elapsed}");
        Assert.Equal($"payload {job.Id:N}-1", done.Result);
        Assert.Empty(handler.Discarded);
    }

    [Fact]
    public async Task Job_NotAnnounced_IsFoundByThePoll()
    {
        await using var bench = await JobBench.OpenAsync();
        await bench.StartAsync(new TestHandler((_, _) => Task.FromResult("")), options => options.Poll = TimeSpan.FromMilliseconds(100));
        await Task.Delay(200);

        var id = Guid.NewGuid();
        await bench.Store.EnqueueAsync(new NewJob(id, "test", ""));

        await bench.UntilAsync(id, job => job.State == JobState.Succeeded, seconds: 3);
    }

    [Fact]
    public async Task Cancel_OfARunningJob_StopsTheWorkWithinASecondAndDiscardsItsOutput()
    {
        await using var bench = await JobBench.OpenAsync();
        var stopped = new TaskCompletionSource<TimeSpan>();
        var clock = new Stopwatch();
        var handler = new TestHandler(async (_, cancel) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            finally
            {
                stopped.SetResult(clock.Elapsed);
            }

            return "never";
        });
        await bench.StartAsync(handler, options => options.Watch = new JobWorkerOptions().Watch);
        var job = await bench.AddAsync();
        await bench.UntilAsync(job.Id, found => found.State == JobState.Running);

        clock.Start();
        Assert.True(await bench.Store.CancelAsync(job.Id));

        Assert.True(await stopped.Task.WaitAsync(TimeSpan.FromSeconds(5)) < TimeSpan.FromSeconds(1));
        await WaitForAsync(() => handler.Discarded.Count == 1);
        var after = (await bench.Store.FindAsync(job.Id))!;
        Assert.Equal((JobState.Cancelled, null), (after.State, after.Result));
    }

    [Fact]
    public async Task Progress_Told_IsWritten()
    {
        await using var bench = await JobBench.OpenAsync();
        await bench.StartAsync(new TestHandler(async (run, cancel) =>
        {
            run.Tell(0.25, "a quarter");
            await Task.Delay(Timeout.Infinite, cancel);
            return "";
        }));

        var job = await bench.AddAsync();
        var half = await bench.UntilAsync(job.Id, found => found.Progress > 0, seconds: 4);

        Assert.Equal((0.25, "a quarter"), (half.Progress, half.Stage));
    }

    [Fact]
    public async Task Refusal_IsFinalAndFault_IsTriedAgain()
    {
        await using var bench = await JobBench.OpenAsync();
        var handler = new TestHandler((run, _) => run.Job.Payload == "bad"
            ? throw new JobRefusedException("The area is empty.")
            : throw new IOException("secret path /etc/x"));
        await bench.StartAsync(handler);

        var bad = await bench.AddAsync(request => request with { Payload = "bad" });
        var unlucky = await bench.AddAsync();

        Assert.Equal("The area is empty.", (await bench.UntilAsync(bad.Id, job => job.State == JobState.Dead)).Error);
        var waits = await bench.UntilAsync(unlucky.Id, job => job.Failures == 1);
        Assert.Equal((JobState.Queued, "Something went wrong here; it was logged."), (waits.State, waits.Error));
        Assert.True(waits.DueAt - waits.StartedAt > TimeSpan.FromSeconds(1.9));
        await WaitForAsync(() => handler.Discarded.Count == 2);
    }

    [Fact]
    public async Task Work_BeyondTheTimeLimit_IsStoppedForGood()
    {
        await using var bench = await JobBench.OpenAsync();
        await bench.StartAsync(
            new TestHandler(async (_, cancel) =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                return "";
            }),
            options => options.TimeLimit = TimeSpan.FromMilliseconds(300));

        var job = await bench.AddAsync();

        Assert.Equal("It took longer than 00:00:00.3000000.", (await bench.UntilAsync(job.Id, found => found.State == JobState.Dead)).Error);
    }

    [Fact]
    public async Task HostThatStops_GivesItsJobBackAtOnce()
    {
        await using var bench = await JobBench.OpenAsync();
        var worker = await bench.StartAsync(new TestHandler(async (_, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return "";
        }));
        var job = await bench.AddAsync(request => request with { MaxAttempts = 1 });
        await bench.UntilAsync(job.Id, found => found.State == JobState.Running);

        await worker.StopAsync(CancellationToken.None);

        var waits = (await bench.Store.FindAsync(job.Id))!;
        Assert.Equal((JobState.Queued, 0), (waits.State, waits.Failures));
        Assert.Empty(await bench.Registry.ListAsync());
    }

    [Fact]
    public async Task Slots_BoundTheWorkAndDailyJobsNeverFillThemAll()
    {
        await using var bench = await JobBench.OpenAsync();
        var release = new SemaphoreSlim(0);
        var handler = new TestHandler(async (_, cancel) =>
        {
            await release.WaitAsync(cancel);
            return "";
        });
        await bench.StartAsync(handler, options => (options.Slots, options.DailySlots) = (3, 2));
        for (var number = 0; number < 6; number++)
        {
            await bench.AddAsync(request => request with { Queue = JobQueueName.Daily });
        }

        await WaitForAsync(() => handler.Begun.Count == 2);
        await Task.Delay(200);
        Assert.Equal(2, handler.Begun.Count);
        await bench.AddAsync();
        await bench.AddAsync();
        await WaitForAsync(() => handler.Begun.Count == 3);
        release.Release(8);
        await WaitForAsync(() => handler.Begun.Count == 8);
        Assert.Equal(3, handler.MostAtOnce);
        var worker = Assert.Single(await bench.Registry.ListAsync());
        Assert.Equal(3, worker.Slots);
    }

    [Fact]
    public async Task WorkerThatIsCutOff_IsReplacedAndPublishesNothing()
    {
        await using var bench = await JobBench.OpenAsync();
        var cut = new CutOffStore(bench.Store);
        var goOn = new TaskCompletionSource();
        var slow = new TestHandler(async (run, _) =>
        {
            cut.IsCut = true;
            await goOn.Task;
            cut.IsCut = false;
            return $"slow {run.OutputName}";
        });
        await bench.StartAsync(slow, options => (options.Slots, options.Lease) = (1, TimeSpan.FromSeconds(1)), cut);
        var job = await bench.AddAsync();
        await WaitForAsync(() => slow.Begun.Count == 1);
        var quick = new TestHandler((run, _) => Task.FromResult($"quick {run.OutputName}"));
        await bench.StartAsync(quick, options => options.Poll = TimeSpan.FromMilliseconds(100));

        var done = await bench.UntilAsync(job.Id, found => found.State == JobState.Succeeded);
        goOn.SetResult();

        await WaitForAsync(() => slow.Discarded.Count == 1);
        Assert.Equal($"quick {job.Id:N}-2", done.Result);
        Assert.Equal(done, await bench.Store.FindAsync(job.Id));
        Assert.Equal([$"{job.Id:N}-1"], slow.Discarded);
        Assert.Empty(quick.Discarded);
    }

    [Fact]
    public async Task StoreThatIsAway_DelaysTheResultAndLosesNothing()
    {
        await using var bench = await JobBench.OpenAsync();
        var cut = new CutOffStore(bench.Store);
        var handler = new TestHandler((run, cancel) =>
        {
            cut.IsCut = true;
            _ = MendAsync(cut);
            return Task.FromResult(run.OutputName);
        });
        await bench.StartAsync(handler, store: cut);

        var job = await bench.AddAsync();

        Assert.Equal($"{job.Id:N}-1", (await bench.UntilAsync(job.Id, found => found.State == JobState.Succeeded)).Result);
        Assert.Empty(handler.Discarded);
    }

    [Fact]
    public async Task ClaimWhoseAnswerWasLost_IsFoundAgainWithoutAFailure()
    {
        await using var bench = await JobBench.OpenAsync();
        var cut = new CutOffStore(bench.Store) { ClaimsToLose = 1 };
        var job = await bench.AddAsync(request => request with { MaxAttempts = 1 });

        await bench.StartAsync(new TestHandler((run, _) => Task.FromResult(run.OutputName)), options => (options.Slots, options.Poll) = (1, TimeSpan.FromMilliseconds(100)), cut);

        var done = await bench.UntilAsync(job.Id, found => found.State == JobState.Succeeded, seconds: 5);
        Assert.Equal((2, 0), (done.Attempt, done.Failures));
    }

    private static async Task MendAsync(CutOffStore cut)
    {
        await Task.Delay(900, CancellationToken.None);
        cut.IsCut = false;
    }

    internal static async Task WaitForAsync(Func<bool> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "waited 10 s in vain");
            await Task.Delay(10);
        }
    }
}
