using System.Collections.Concurrent;
using OsmTasking.Core.Jobs;

namespace OsmTasking.TestKit.Stores;

/// <summary>Many workers at once, and any sequence of commands.</summary>
public abstract partial class JobStoreContract
{
    [Fact]
    public async Task Claim_SixtyFourWorkers_GetEachJobOnce()
    {
        const int Count = 200;
        await AtOnceAsync(8, async index =>
        {
            for (var job = index; job < Count; job += 8)
            {
                await AddAsync(Request() with { Priority = job % 3 });
            }

            return 0;
        });
        var claimed = new ConcurrentBag<Guid>();

        await AtOnceAsync(64, async worker =>
        {
            while (await ClaimAsync($"w{worker}") is { } job)
            {
                claimed.Add(job.Id);
                Assert.True(await Jobs.CompleteAsync(job.Ticket, ""));
            }

            return 0;
        });

        Assert.Equal(Count, claimed.Count);
        Assert.Equal(Count, claimed.Distinct().Count());
    }

    [Fact]
    public async Task Claim_LeasesThatRunOutAtOnce_NeverGiveOneAttemptToTwo()
    {
        for (var job = 0; job < 5; job++)
        {
            await AddAsync(Request() with { MaxAttempts = 100 });
        }

        // Every lease is over when it begins, so all claim the same few jobs again and again.
        var claims = 0;
        var tickets = (await AtOnceAsync(16, async worker =>
        {
            var mine = new List<JobTicket>();
            for (var round = 0; round < 12 || (round < 200 && Volatile.Read(ref claims) < 60); round++)
            {
                if (await ClaimAsync($"w{worker}", TimeSpan.Zero) is { } job)
                {
                    mine.Add(job.Ticket);
                    Interlocked.Increment(ref claims);
                }
            }

            return mine;
        })).SelectMany(mine => mine).ToList();

        Assert.True(tickets.Count > 50, $"{tickets.Count} claims");
        Assert.Equal(tickets.Count, tickets.Distinct().Count());
        var completions = await AtOnceAsync(tickets.Count, async index => await Jobs.CompleteAsync(tickets[index], $"{tickets[index].Attempt}"));
        Assert.Equal(5, completions.Count(done => done));
        foreach (var newest in tickets.GroupBy(ticket => ticket.Id).Select(group => group.MaxBy(ticket => ticket.Attempt)))
        {
            Assert.Equal($"{newest.Attempt}", (await Jobs.FindAsync(newest.Id))!.Result);
        }
    }

    [Fact]
    public async Task CancelAndComplete_AtOnce_OneOfThemWins()
    {
        for (var round = 0; round < 15; round++)
        {
            await AddAsync(Request());
            var job = (await ClaimAsync())!;

            var won = await AtOnceAsync(2, async side => side == 0 ? await Jobs.CancelAsync(job.Id) : await Jobs.CompleteAsync(job.Ticket, "r"));

            Assert.Single(won, true);
            Assert.Equal(won[0] ? JobState.Cancelled : JobState.Succeeded, (await Jobs.FindAsync(job.Id))!.State);
        }
    }

    /// <summary>The store does what the machine says, whatever comes in which order.</summary>
    [Fact]
    public async Task AnySequence_EndsWhereTheMachineEnds()
    {
        var random = new Random(20260601);
        for (var round = 0; round < 40; round++)
        {
            var model = await AddAsync(Request() with { MaxAttempts = random.Next(1, 4) });
            for (var step = 0; step < 14 && !(model.IsOver && step > 10); step++)
            {
                var attempt = model.Attempt - (random.Next(4) == 0 ? 1 : 0);
                var pause = random.Next(2) == 0 ? TimeSpan.Zero : Hour;
                JobCommand command = random.Next(14) switch
                {
                    < 6 => new JobCommand.Claim($"w{step}", pause),
                    6 => new JobCommand.Heartbeat(attempt, pause, 0.25 * step, "stage"),
                    7 => new JobCommand.Resume(random.Next(2) == 0 ? model.Worker ?? "" : "no", pause),
                    8 or 9 => new JobCommand.Fail(attempt, $"e{step}", random.Next(4) == 0 ? null : pause),
                    10 => new JobCommand.Release(attempt),
                    11 => new JobCommand.Complete(attempt, $"r{step}"),
                    12 => new JobCommand.Cancel(),
                    _ => new JobCommand.Requeue(),
                };
                model = await BothAsync(model, command);
            }

            if (!model.IsOver)
            {
                await Jobs.CancelAsync(model.Id); // Out of the way of the next round's claims.
            }
        }
    }

    private async Task<Job> BothAsync(Job model, JobCommand command)
    {
        var ticket = new JobTicket(model.Id, command switch
        {
            JobCommand.Heartbeat beat => beat.Attempt,
            JobCommand.Complete done => done.Attempt,
            JobCommand.Fail fail => fail.Attempt,
            JobCommand.Release release => release.Attempt,
            _ => 0,
        });
        var did = command switch
        {
            JobCommand.Claim claim => await ClaimAsync(claim.Worker, claim.Lease) is not null,
            JobCommand.Resume resume => await Jobs.ResumeAsync(new JobClaim(resume.Worker, Both, ["extract"], resume.Lease)) is not null,
            JobCommand.Heartbeat beat => await Jobs.HeartbeatAsync(ticket, beat.Lease, beat.Progress, beat.Stage),
            JobCommand.Complete done => await Jobs.CompleteAsync(ticket, done.Result),
            JobCommand.Fail fail => await Jobs.FailAsync(ticket, fail.Error, fail.RetryAfter),
            JobCommand.Release => await Jobs.ReleaseAsync(ticket),
            JobCommand.Cancel => await Jobs.CancelAsync(model.Id),
            _ => await Jobs.RequeueAsync(model.Id),
        };
        var stored = (await Jobs.FindAsync(model.Id))!;

        // Instants lie apart by the time between two looks at a clock; hours and nothing are told apart all the same.
        var now = model.CreatedAt + TimeSpan.FromMinutes(1);
        var decision = JobMachine.Decide(model, command, now);
        var expected = decision is JobDecision.Accepted(var next) ? next : model;
        var claimed = command is not JobCommand.Claim || expected.State == JobState.Running;
        Assert.Equal(decision is JobDecision.Accepted && claimed, did);
        Assert.Equal(
            expected with { DueAt = default, StartedAt = null, FinishedAt = null },
            stored with { DueAt = default, StartedAt = null, FinishedAt = null });
        Assert.Equal((expected.StartedAt is null, expected.FinishedAt is null), (stored.StartedAt is null, stored.FinishedAt is null));
        Assert.Equal(expected.DueAt - now > TimeSpan.FromMinutes(5), stored.DueAt - stored.CreatedAt > TimeSpan.FromMinutes(5));
        return stored;
    }
}
