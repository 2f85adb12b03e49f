using OsmTasking.Core.Jobs;

namespace OsmTasking.TestKit.Stores;

/// <summary>The life of one job, and what a stale worker meets.</summary>
public abstract partial class JobStoreContract
{
    [Fact]
    public async Task Complete_PublishesTheResultOnce_AndSaysSoAgain()
    {
        await AddAsync(Request());
        var job = (await ClaimAsync())!;
        Assert.True(await Jobs.HeartbeatAsync(job.Ticket, Hour, 0.5, Nasty));
        var half = (await Jobs.FindAsync(job.Id))!;
        Assert.Equal((0.5, Nasty), (half.Progress, half.Stage));

        Assert.True(await Jobs.CompleteAsync(job.Ticket, Nasty));
        var done = (await Jobs.FindAsync(job.Id))!;
        Assert.True(await Jobs.CompleteAsync(job.Ticket, "the answer was lost, so the worker asks again"));

        Assert.Equal((JobState.Succeeded, Nasty, 1.0, null), (done.State, done.Result, done.Progress, done.Stage));
        Assert.NotNull(done.FinishedAt);
        Assert.Equal(done, await Jobs.FindAsync(job.Id));
        Assert.False(await Jobs.HoldsAsync(job.Ticket));
        Assert.False(await Jobs.CompleteAsync(job.Ticket with { Attempt = 2 }, "x"));
        Assert.False(await Jobs.CancelAsync(job.Id));
        Assert.False(await Jobs.RequeueAsync(job.Id));
    }

    [Fact]
    public async Task Claim_AfterTheLeaseRanOut_TakesOverAndFencesTheOldAttempt()
    {
        await AddAsync(Request());
        var old = (await ClaimAsync("slow", TimeSpan.Zero))!;

        var now = (await ClaimAsync("quick"))!;

        Assert.Equal((old.Id, 2, 1, "quick"), (now.Id, now.Attempt, now.Failures, now.Worker));
        Assert.False(await Jobs.HoldsAsync(old.Ticket));
        Assert.False(await Jobs.HeartbeatAsync(old.Ticket, Hour, 0.9, null));
        Assert.False(await Jobs.CompleteAsync(old.Ticket, "late"));
        Assert.False(await Jobs.FailAsync(old.Ticket, "late", null));
        Assert.False(await Jobs.ReleaseAsync(old.Ticket));
        Assert.Equal(now, await Jobs.FindAsync(old.Id));
        Assert.True(await Jobs.CompleteAsync(now.Ticket, "right"));
        Assert.False(await Jobs.CompleteAsync(old.Ticket, "late"));
        Assert.Equal("right", (await Jobs.FindAsync(old.Id))!.Result);
    }

    [Fact]
    public async Task Heartbeat_WithinTheLeaseOrAfterIt_KeepsTheJobWhileNobodyTookIt()
    {
        await AddAsync(Request());
        var job = (await ClaimAsync("w", TimeSpan.Zero))!;

        Assert.True(await Jobs.HeartbeatAsync(job.Ticket, Hour, 0, null));

        Assert.Null(await ClaimAsync("other"));
        Assert.True(await Jobs.HoldsAsync(job.Ticket));
    }

    [Fact]
    public async Task Claim_OfAJobWhoseWorkersAllFellSilent_MakesItADeadLetter()
    {
        var killer = await AddAsync(Request() with { MaxAttempts = 3 });
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal(attempt, (await ClaimAsync("w", TimeSpan.Zero))!.Attempt);
        }

        var next = await AddAsync(Request());
        Assert.Equal(next.Id, (await ClaimAsync())!.Id); // The dead letter does not stand in the way.

        var dead = (await Jobs.FindAsync(killer.Id))!;
        Assert.Equal((JobState.Dead, 3, JobMachine.FellSilent), (dead.State, dead.Failures, dead.Error));
        Assert.True(await Jobs.RequeueAsync(killer.Id));
        var again = (await ClaimAsync())!;
        Assert.Equal((killer.Id, 0, null, null), (again.Id, again.Failures, again.Error, again.FinishedAt));
        Assert.True(again.Attempt > 3);
    }

    [Fact]
    public async Task Fail_WaitsForItsPauseAndThenDies()
    {
        var request = await AddAsync(Request() with { MaxAttempts = 2 });
        Assert.True(await Jobs.FailAsync((await ClaimAsync())!.Ticket, "first", Hour));
        var waits = (await Jobs.FindAsync(request.Id))!;
        Assert.Equal((JobState.Queued, 1, "first", null), (waits.State, waits.Failures, waits.Error, waits.FinishedAt));
        Assert.True(waits.DueAt - waits.StartedAt >= Hour);
        Assert.Null(await ClaimAsync());

        Assert.True(await Jobs.CancelAsync(request.Id));
        Assert.True(await Jobs.RequeueAsync(request.Id));
        Assert.True(await Jobs.FailAsync((await ClaimAsync())!.Ticket, "one", TimeSpan.Zero));
        Assert.True(await Jobs.FailAsync((await ClaimAsync())!.Ticket, "two", TimeSpan.Zero));
        var dead = (await Jobs.FindAsync(request.Id))!;
        Assert.Equal((JobState.Dead, 2, "two"), (dead.State, dead.Failures, dead.Error));
        Assert.NotNull(dead.FinishedAt);
    }

    [Fact]
    public async Task Release_GivesBackAtOnceAndCountsNoFailure()
    {
        await AddAsync(Request() with { MaxAttempts = 1 });
        var first = (await ClaimAsync())!;

        Assert.True(await Jobs.ReleaseAsync(first.Ticket));

        var second = (await ClaimAsync())!;
        Assert.Equal((2, 0), (second.Attempt, second.Failures));
        Assert.False(await Jobs.HoldsAsync(first.Ticket));
    }

    [Fact]
    public async Task Resume_GivesALostClaimBackToItsWorkerAlone()
    {
        await AddAsync(Request() with { MaxAttempts = 1 });
        var lost = (await ClaimAsync("me"))!;

        Assert.Null(await Jobs.ResumeAsync(new JobClaim("other", Both, ["extract"], Hour)));
        var mine = (await Jobs.ResumeAsync(new JobClaim("me", Both, ["extract"], Hour)))!;

        Assert.Equal((lost.Id, 2, 0), (mine.Id, mine.Attempt, mine.Failures));
        Assert.False(await Jobs.HoldsAsync(lost.Ticket));
        Assert.True(await Jobs.CompleteAsync(mine.Ticket, "x"));
        Assert.Null(await Jobs.ResumeAsync(new JobClaim("me", Both, ["extract"], Hour)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_WaitingOrRunning_EndsItAndRefusesTheWorker(bool running)
    {
        var request = await AddAsync(Request());
        var ticket = running ? (await ClaimAsync())!.Ticket : new JobTicket(request.Id, 0);

        Assert.True(await Jobs.CancelAsync(request.Id));

        Assert.False(await Jobs.CancelAsync(request.Id));
        Assert.False(await Jobs.CancelAsync(Guid.NewGuid()));
        Assert.False(await Jobs.HoldsAsync(ticket));
        Assert.False(await Jobs.HeartbeatAsync(ticket, Hour, 1, null));
        Assert.False(await Jobs.CompleteAsync(ticket, "late"));
        Assert.Null(await ClaimAsync());
        var job = (await Jobs.FindAsync(request.Id))!;
        Assert.Equal((JobState.Cancelled, null), (job.State, job.Result));
        Assert.NotNull(job.FinishedAt);
    }
}
