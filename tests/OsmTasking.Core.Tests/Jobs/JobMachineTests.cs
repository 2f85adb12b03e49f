using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Core.Jobs;
using OsmTasking.TestKit;

namespace OsmTasking.Core.Tests.Jobs;

public class JobMachineTests
{
    private static readonly DateTimeOffset Noon = ManualTime.Noon;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly Job Fresh = new(Guid.Parse("01234567-89ab-7def-8123-456789abcdef"), "extract", "{}") { CreatedAt = Noon, DueAt = Noon };

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)] // DueAt is the first instant at which it may be taken.
    [InlineData(1, true)]
    public void Claim_AroundTheEndOfAnothersLease(int secondsPast, bool taken)
    {
        var held = Claimed(Fresh);

        var decision = JobMachine.Decide(held, new JobCommand.Claim("b", Lease), held.DueAt.AddSeconds(secondsPast));

        if (!taken)
        {
            Assert.Equal(new JobDecision.Refused(JobRefusal.NotDue), decision);
            return;
        }

        var next = Assert.IsType<JobDecision.Accepted>(decision).Next;
        Assert.Equal((JobState.Running, 2, 1, "b"), (next.State, next.Attempt, next.Failures, next.Worker));
    }

    [Fact]
    public void Report_UnderAnOlderAttempt_IsStale()
    {
        var held = Claimed(Claimed(Fresh), Lease);
        foreach (var command in Reports(attempt: 1))
        {
            Assert.Equal(new JobDecision.Refused(JobRefusal.Stale), JobMachine.Decide(held, command, Noon.AddMinutes(1)));
        }

        Assert.All(Reports(attempt: 2), command => Assert.IsType<JobDecision.Accepted>(JobMachine.Decide(held, command, Noon.AddMinutes(1))));
    }

    [Fact]
    public void Report_OnACancelledJob_IsStale()
    {
        var cancelled = Accepted(Claimed(Fresh), new JobCommand.Cancel());

        Assert.All(Reports(attempt: 1), command => Assert.Equal(new JobDecision.Refused(JobRefusal.Stale), JobMachine.Decide(cancelled, command, Noon)));
    }

    [Fact]
    public void Complete_Again_ChangesNothing()
    {
        var done = Accepted(Claimed(Fresh), new JobCommand.Complete(1, "first"));

        Assert.Equal(done, Accepted(done, new JobCommand.Complete(1, "second"), Noon.AddHours(1)));
    }

    [Theory]
    [InlineData(0, 2, 2.5)]
    [InlineData(1, 8, 10)]
    [InlineData(2, 32, 40)]
    [InlineData(50, 600, 750)]
    public void BackOff_GrowsFourfoldUpToTenMinutesAndAQuarter(int failures, double least, double most)
    {
        foreach (var number in Enumerable.Range(0, 256))
        {
            var job = Fresh with { Id = Guid.Parse($"01234567-89ab-7def-8123-4567890000{number:x2}"), Failures = failures };

            Assert.InRange(JobMachine.BackOff(job).TotalSeconds, least, most);
            Assert.Equal(JobMachine.BackOff(job), JobMachine.BackOff(job));
        }

        Assert.NotEqual(
            JobMachine.BackOff(Fresh with { Failures = failures }),
            JobMachine.BackOff(Fresh with { Failures = failures, Id = Guid.Parse("01234567-89ab-7def-8123-456789abcd00") }));
    }

    // Over any history: attempts only grow, failures stay within their bound, and one attempt at the most completes.
    [Fact]
    public void NoHistory_CompletesTwiceOrForgetsAnAttempt() => Prop.ForAll(Histories(), history =>
    {
        var (job, now) = (Fresh with { MaxAttempts = 3 }, Noon);
        var completed = new HashSet<int>();
        foreach (var (kind, stale, seconds) in history)
        {
            now = now.AddSeconds(seconds);
            var attempt = job.Attempt - (stale ? 1 : 0);
            JobCommand command = kind switch
            {
                0 or 1 or 2 => new JobCommand.Claim("w", Lease),
                3 => new JobCommand.Heartbeat(attempt, Lease, 2, null),
                4 => new JobCommand.Complete(attempt, "r"),
                5 => new JobCommand.Fail(attempt, "e", TimeSpan.FromSeconds(1)),
                6 => new JobCommand.Release(attempt),
                7 => new JobCommand.Resume("w", Lease),
                8 => new JobCommand.Cancel(),
                _ => new JobCommand.Requeue(),
            };
            if (JobMachine.Decide(job, command, now) is not JobDecision.Accepted(var next))
            {
                continue;
            }

            Assert.True(next.Attempt >= job.Attempt);
            Assert.InRange(next.Failures, 0, next.MaxAttempts);
            Assert.InRange(next.Progress, 0, 1);
            Assert.Equal(next.State == JobState.Succeeded, next.Result is not null);
            Assert.Equal(next.IsOver, next.FinishedAt is not null);
            Assert.False(stale && command is JobCommand.Complete or JobCommand.Heartbeat && attempt != job.Attempt);
            Assert.False(job.State == JobState.Succeeded && next != job);
            if (command is JobCommand.Complete)
            {
                completed.Add(attempt);
            }

            job = next;
        }

        Assert.True(completed.Count <= 1);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Cases_AreNestedAndSealed()
    {
        foreach (var set in new[] { typeof(JobCommand), typeof(JobDecision), typeof(EnqueueResult) })
        {
            var cases = set.Assembly.GetTypes().Where(type => type != set && set.IsAssignableFrom(type)).ToList();

            Assert.NotEmpty(cases);
            Assert.All(cases, type => Assert.True(type.IsSealed && type.DeclaringType == set));
            Assert.DoesNotContain(set.GetConstructors(BindingFlags.Instance | BindingFlags.Public), _ => true);
        }
    }

    [Fact]
    public void RequestKey_TellsWhereAPartEnds()
    {
        Assert.Equal(JobRequestKey.Of("a", "b"), JobRequestKey.Of("a", "b"));
        Assert.Equal(5, new[] { JobRequestKey.Of("ab", "c"), JobRequestKey.Of("a", "bc"), JobRequestKey.Of("abc"), JobRequestKey.Of("abc", null), JobRequestKey.Of("abc", "") }.Distinct().Count());
        Assert.Matches("^[0-9a-f]{64}$", JobRequestKey.Of("x"));
    }

    private static Arbitrary<(int Kind, bool Stale, int Seconds)[]> Histories() =>
        (from kind in Gen.Choose(0, 9)
         from stale in Gen.Choose(0, 3)
         from seconds in Gen.Choose(0, 40)
         select (kind, stale == 0, seconds)).ArrayOf().ToArbitrary();

    private static JobCommand[] Reports(int attempt) =>
    [
        new JobCommand.Heartbeat(attempt, Lease, 0.5, "half"), new JobCommand.Complete(attempt, "r"), new JobCommand.Fail(attempt, "e", null), new JobCommand.Release(attempt),
    ];

    private static Job Claimed(Job job, TimeSpan after = default) => Accepted(job, new JobCommand.Claim("a", Lease), job.DueAt + after);

    private static Job Accepted(Job job, JobCommand command, DateTimeOffset? now = null) =>
        Assert.IsType<JobDecision.Accepted>(JobMachine.Decide(job, command, now ?? Noon)).Next;
}
