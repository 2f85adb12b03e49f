using OsmTasking.Core.Jobs;

namespace OsmTasking.TestKit.Stores;

/// <summary>What every <see cref="IJobStore"/> does. A lease of no length has run out when the next statement looks.</summary>
public abstract partial class JobStoreContract : StoreContract
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly JobQueueName[] Both = [JobQueueName.OnDemand, JobQueueName.Daily];

    private IJobStore Jobs => Stores.Jobs;

    [Fact]
    public async Task Enqueue_EveryField_ComesBack()
    {
        var request = new NewJob(Guid.NewGuid(), "extract", Nasty)
        {
            Queue = JobQueueName.Daily,
            Priority = -7,
            RequestKey = $"key {Nasty}",
            Owner = Nasty,
            MaxAttempts = 9,
            MaxOpen = 1,
            Delay = Hour,
        };

        var job = Assert.IsType<EnqueueResult.Accepted>(await Jobs.EnqueueAsync(request)).Job;

        Assert.Equal(job, await Jobs.FindAsync(request.Id));
        Assert.Equal(
            new Job(request.Id, "extract", Nasty)
            {
                Queue = JobQueueName.Daily,
                Priority = -7,
                RequestKey = $"key {Nasty}",
                Owner = Nasty,
                MaxAttempts = 9,
                CreatedAt = job.CreatedAt,
                DueAt = job.CreatedAt + Hour,
            },
            job);
        Assert.Null(await Jobs.FindAsync(Guid.NewGuid()));
    }

    [Fact]
    public async Task Enqueue_TheSameIdAgain_IsOneJob()
    {
        var request = Request() with { Owner = "a", MaxOpen = 1, RequestKey = "k" };

        await AtOnceAsync(16, _ => Jobs.EnqueueAsync(request));

        Assert.Equal(request.Id, Assert.IsType<EnqueueResult.Accepted>(await Jobs.EnqueueAsync(request)).Job.Id);
        Assert.Single(await Jobs.ListAsync(new JobQuery([JobState.Queued])));
    }

    [Fact]
    public async Task Enqueue_FieldOutOfRange_NamesFieldLimitAndValue()
    {
        var fault = await Assert.ThrowsAsync<ArgumentException>(async () => await Jobs.EnqueueAsync(Request() with { Priority = 101 }));

        Assert.StartsWith("Priority must be -100 to 100; it is 101.", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Jobs.EnqueueAsync(Request() with { Payload = "a\0b" }));
    }

    [Fact]
    public async Task Enqueue_EqualRequest_IsAnsweredByTheJobThatWaitsRunsOrSucceeded()
    {
        var first = await AddAsync(Request() with { RequestKey = "same" });
        await JoinsAsync(first.Id);
        var job = (await ClaimAsync())!;
        await JoinsAsync(first.Id);
        Assert.True(await Jobs.CompleteAsync(job.Ticket, "done"));
        Assert.Equal("done", (await JoinsAsync(first.Id)).Result);

        async Task<Job> JoinsAsync(Guid id)
        {
            var joined = Assert.IsType<EnqueueResult.Joined>(await Jobs.EnqueueAsync(Request() with { RequestKey = "same" })).Job;
            Assert.Equal(id, joined.Id);
            return joined;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Enqueue_EqualRequestThatFailedOrWasCancelled_IsANewJob(bool cancelled)
    {
        var first = await AddAsync(Request() with { RequestKey = "same" });
        Assert.True(cancelled ? await Jobs.CancelAsync(first.Id) : await Jobs.FailAsync((await ClaimAsync())!.Ticket, "no", null));

        var second = await AddAsync(Request() with { RequestKey = "same" });

        Assert.NotEqual(first.Id, second.Id);
        Assert.False(await Jobs.RequeueAsync(first.Id)); // The second answers by now.
    }

    [Fact]
    public async Task Enqueue_EqualRequestsAtOnce_MakeOneJob()
    {
        for (var round = 0; round < 3; round++)
        {
            var key = $"round {round}";
            var results = await AtOnceAsync(32, _ => Jobs.EnqueueAsync(Request() with { RequestKey = key, Owner = "o", MaxOpen = 100 }));

            var accepted = Assert.Single(results.OfType<EnqueueResult.Accepted>()).Job.Id;
            Assert.Equal(31, results.OfType<EnqueueResult.Joined>().Count(joined => joined.Job.Id == accepted));
        }
    }

    [Fact]
    public async Task Enqueue_ManyOfOneOwnerAtOnce_NeverExceedTheQuota()
    {
        var results = await AtOnceAsync(32, index => Jobs.EnqueueAsync(Request() with { Owner = index % 2 == 0 ? "a" : "b", MaxOpen = 3 }));

        Assert.Equal(6, results.OfType<EnqueueResult.Accepted>().Count());
        Assert.All(results.OfType<EnqueueResult.OverQuota>(), over => Assert.Equal((3, 3), (over.Open, over.Limit)));
        var running = (await ClaimAsync())!;
        Assert.IsType<EnqueueResult.OverQuota>(await Jobs.EnqueueAsync(Request() with { Owner = running.Owner, MaxOpen = 3 }));
        Assert.True(await Jobs.CompleteAsync(running.Ticket, ""));
        Assert.IsType<EnqueueResult.Accepted>(await Jobs.EnqueueAsync(Request() with { Owner = running.Owner, MaxOpen = 3 }));
    }

    [Fact]
    public async Task Claim_ManyJobs_ComeByQueueThenPriorityThenAge()
    {
        var old = await AddAsync(Request() with { Priority = 1 });
        var daily = await AddAsync(Request() with { Queue = JobQueueName.Daily, Priority = 100 });
        var late = await AddAsync(Request() with { Priority = 1 });
        var urgent = await AddAsync(Request() with { Priority = 2 });
        await AddAsync(Request() with { Delay = Hour, Priority = 50 });
        await AddAsync(Request() with { Kind = "other", Priority = 50 });

        var order = new List<Guid>();
        while (await ClaimAsync() is { } job)
        {
            Assert.Equal((JobState.Running, 1, "w", 0), (job.State, job.Attempt, job.Worker, job.Failures));
            Assert.Equal(Hour, job.DueAt - job.StartedAt);
            order.Add(job.Id);
        }

        Assert.Equal([urgent.Id, old.Id, late.Id, daily.Id], order);
        Assert.Null(await Jobs.ClaimAsync(new JobClaim("w", [JobQueueName.Daily], ["other"], Hour)));
        Assert.NotNull(await Jobs.ClaimAsync(new JobClaim("w", [JobQueueName.OnDemand], ["x", "other"], Hour)));
    }

    [Fact]
    public async Task ListAndCount_TellWhatThereIs()
    {
        var waits = await AddAsync(Request() with { Owner = "a" });
        var first = await AddAsync(Request() with { Priority = 5, Queue = JobQueueName.Daily, Owner = "a" });
        var dead = await AddAsync(Request() with { Kind = "dying" });
        Assert.True(await Jobs.FailAsync((await Jobs.ClaimAsync(new JobClaim("w", Both, ["dying"], Hour)))!.Ticket, "broke", null));

        var open = await Jobs.ListAsync(new JobQuery([JobState.Queued, JobState.Running]));
        var letters = await Jobs.ListAsync(new JobQuery([JobState.Dead]) { WithPayload = true });

        Assert.Equal([waits.Id, first.Id], open.Select(job => job.Id));
        Assert.All(open, job => Assert.Empty(job.Payload));
        Assert.Equal((dead.Id, "broke", "payload"), letters.Select(job => (job.Id, job.Error, job.Payload)).Single());
        Assert.Equal([first.Id], (await Jobs.ListAsync(new JobQuery([JobState.Queued]) { Skip = 1, Take = 5 })).Select(job => job.Id));
        Assert.Equal([first.Id], (await Jobs.ListAsync(new JobQuery([JobState.Queued]) { Queue = JobQueueName.Daily, Owner = "a" })).Select(job => job.Id));
        Assert.Empty(await Jobs.ListAsync(new JobQuery([JobState.Queued]) { Owner = "b" }));
        Assert.Equal(
            [new JobCount(JobQueueName.OnDemand, JobState.Queued, 1), new(JobQueueName.OnDemand, JobState.Dead, 1), new(JobQueueName.Daily, JobState.Queued, 1)],
            await Jobs.CountAsync());
    }

    [Fact]
    public async Task PurgeAndRemove_TakeWhatTheyName()
    {
        var daily = await AddAsync(Request() with { Queue = JobQueueName.Daily });
        var (one, two) = (await AddAsync(Request()), await AddAsync(Request()));
        var running = (await ClaimAsync())!;

        Assert.Equal(1, await Jobs.PurgeAsync(JobQueueName.OnDemand));

        Assert.Equal(JobState.Running, (await Jobs.FindAsync(running.Id))!.State);
        Assert.Equal(JobState.Cancelled, (await Jobs.FindAsync(running.Id == one.Id ? two.Id : one.Id))!.State);
        Assert.Equal(JobState.Queued, (await Jobs.FindAsync(daily.Id))!.State);
        Assert.True(await Jobs.CompleteAsync(running.Ticket, "file"));
        Assert.Empty(await Jobs.RemoveAsync(Hour, 10));
        Assert.Single(await Jobs.RemoveAsync(TimeSpan.Zero, 1));
        var removed = Assert.Single(await Jobs.RemoveAsync(TimeSpan.Zero, 10));
        Assert.Equal((running.Id, "file"), (removed.Id, removed.Result));
        Assert.Null(await Jobs.FindAsync(one.Id));
        Assert.NotNull(await Jobs.FindAsync(daily.Id));
    }

    private static NewJob Request() => new(Guid.CreateVersion7(), "extract", "payload");

    private async Task<Job> AddAsync(NewJob request) => Assert.IsType<EnqueueResult.Accepted>(await Jobs.EnqueueAsync(request)).Job;

    private ValueTask<Job?> ClaimAsync(string worker = "w", TimeSpan? lease = null) => Jobs.ClaimAsync(new JobClaim(worker, Both, ["extract"], lease ?? Hour));
}
