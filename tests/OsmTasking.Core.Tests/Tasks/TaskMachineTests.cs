using OsmTasking.Core.Tasks;
using OsmTasking.TestKit;

namespace OsmTasking.Core.Tests.Tasks;

public class TaskMachineTests
{
    private const long Ada = 1;
    private const long Bob = 2;
    private static readonly DateTimeOffset Noon = ManualTime.Noon;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);

    [Theory]
    [InlineData(TaskState.Ready, true, false)]
    [InlineData(TaskState.Mapped, false, true)]
    [InlineData(TaskState.Validated, false, false)]
    [InlineData(TaskState.Invalidated, true, true)]
    [InlineData(TaskState.BadImagery, false, true)]
    [InlineData(TaskState.Split, false, false)]
    public void Lock_FromEachState_IsAllowedWhereWorkWaits(TaskState state, bool mapping, bool validation)
    {
        Assert.Equal(mapping, Decide(In(state), new TaskCommand.Lock(Ada, LockPurpose.Mapping)) is TransitionResult.Accepted);
        Assert.Equal(validation, Decide(In(state), new TaskCommand.Lock(Ada, LockPurpose.Validation)) is TransitionResult.Accepted);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)] // ExpiresAt is the first instant without the lock.
    [InlineData(1, true)]
    public void Lock_AroundTheExpiryOfAnothersLock_IsDecidedToTheSecond(int secondsPastExpiry, bool allowed)
    {
        var held = Held(Bob, LockPurpose.Mapping);

        var result = TaskMachine.Decide(held, new TaskCommand.Lock(Ada, LockPurpose.Mapping), held.Lock!.ExpiresAt.AddSeconds(secondsPastExpiry), Lifetime);

        Assert.Equal(allowed, result is TransitionResult.Accepted);
        if (result is TransitionResult.Accepted accepted)
        {
            Assert.Equal([TaskEventKind.AutoUnlockedForMapping, TaskEventKind.LockedForMapping], accepted.Events.Select(line => line.Kind));
            Assert.Equal((Bob, held.Lock.ExpiresAt), (accepted.Events[0].ActorId, accepted.Events[0].At));
        }
    }

    [Fact]
    public void Lock_OfATaskHeldForTheOtherPurpose_NeverConvertsIt() =>
        Assert.Equal(RefusalReason.HoldsAnother, Refusal(Held(Ada, LockPurpose.Validation, TaskState.Invalidated), new TaskCommand.Lock(Ada, LockPurpose.Mapping)));

    [Fact]
    public void Lock_OfOwnWorkForValidation_NeedsPermission()
    {
        var mine = In(TaskState.Mapped) with { MappedBy = Ada };

        Assert.Equal(RefusalReason.OwnWork, Refusal(mine, new TaskCommand.Lock(Ada, LockPurpose.Validation)));
        Assert.IsType<TransitionResult.Accepted>(Decide(mine, new TaskCommand.Lock(Ada, LockPurpose.Validation, MayValidateOwn: true)));
        Assert.IsType<TransitionResult.Accepted>(Decide(mine, new TaskCommand.Lock(Bob, LockPurpose.Validation)));
    }

    [Theory]
    [InlineData(LockPurpose.Mapping, TaskState.Mapped, true)]
    [InlineData(LockPurpose.Mapping, TaskState.BadImagery, true)]
    [InlineData(LockPurpose.Mapping, TaskState.Ready, true)]
    [InlineData(LockPurpose.Mapping, TaskState.Validated, false)]
    [InlineData(LockPurpose.Mapping, TaskState.Invalidated, false)]
    [InlineData(LockPurpose.Mapping, TaskState.Split, false)]
    [InlineData(LockPurpose.Validation, TaskState.Validated, true)]
    [InlineData(LockPurpose.Validation, TaskState.Invalidated, true)]
    [InlineData(LockPurpose.Validation, TaskState.Ready, false)]
    [InlineData(LockPurpose.Validation, TaskState.Split, false)]
    public void Finish_WithEachOutcome_IsAllowedWhereItMakesSense(LockPurpose purpose, TaskState outcome, bool allowed) =>
        Assert.Equal(allowed, Decide(Held(Ada, purpose, TaskState.Invalidated), new TaskCommand.Finish(Ada, purpose, outcome)) is TransitionResult.Accepted);

    [Fact]
    public void Finish_AsMapped_CreditsTheMapperAndWritesHistory()
    {
        var next = Accept(Held(Ada, LockPurpose.Mapping), new TaskCommand.Finish(Ada, LockPurpose.Mapping, TaskState.Mapped, "done"), out var events);

        Assert.Equal((TaskState.Mapped, Ada, null, null), (next.State, next.MappedBy, next.ValidatedBy, next.Lock));
        Assert.Equal([TaskEventKind.Unlocked, TaskEventKind.Comment, TaskEventKind.StateChange], events.Select(line => line.Kind));
        Assert.Equal([0, 1, 2], events.Select(line => line.Ordinal));
        Assert.All(events, line => Assert.Equal(next.Version, line.Version));
    }

    [Fact]
    public void Finish_Validation_CreditsAndWithdrawsCredit()
    {
        var mapped = Held(Bob, LockPurpose.Validation, TaskState.Mapped) with { MappedBy = Ada };

        var good = Accept(mapped, new TaskCommand.Finish(Bob, LockPurpose.Validation, TaskState.Validated), out _);
        var bad = Accept(mapped, new TaskCommand.Finish(Bob, LockPurpose.Validation, TaskState.Invalidated), out _);

        Assert.Equal((TaskState.Validated, Ada, Bob), (good.State, good.MappedBy, good.ValidatedBy));
        Assert.Equal((TaskState.Invalidated, null, null), (bad.State, bad.MappedBy, bad.ValidatedBy));
    }

    [Fact]
    public void Finish_AfterTheLockExpired_IsRefused() => Assert.Equal(
        new TransitionResult.Refused(new TaskRefusal(RefusalReason.NotLocked, In(TaskState.Ready).Id)),
        TaskMachine.Decide(Held(Ada, LockPurpose.Mapping), new TaskCommand.Finish(Ada, LockPurpose.Mapping, TaskState.Mapped), Noon + Lifetime, Lifetime));

    [Fact]
    public void Undo_OfAnInvalidation_RestoresStateAndCredits()
    {
        var validated = In(TaskState.Validated) with { MappedBy = Ada, ValidatedBy = Bob };
        var invalidated = Accept(validated, new TaskCommand.Bulk(3, BulkAction.InvalidateAll), out _);

        var undone = Accept(invalidated, new TaskCommand.Undo(3, MayValidate: false), out var events);

        Assert.Equal((TaskState.Validated, Ada, Bob), (undone.State, undone.MappedBy, undone.ValidatedBy));
        Assert.Equal("Undo state from INVALIDATED to VALIDATED", events[0].Text);
    }

    [Fact]
    public void Undo_BySomebodyElse_NeedsAValidator()
    {
        var mapped = Accept(Held(Ada, LockPurpose.Mapping), new TaskCommand.Finish(Ada, LockPurpose.Mapping, TaskState.Mapped), out _);

        Assert.Equal(RefusalReason.NotYoursToUndo, Refusal(mapped, new TaskCommand.Undo(Bob, MayValidate: false)));
        var undone = Accept(mapped, new TaskCommand.Undo(Bob, MayValidate: true), out _);
        Assert.Equal((TaskState.Ready, null), (undone.State, undone.MappedBy));
    }

    [Theory]
    [MemberData(nameof(Repeated))]
    public void Command_Repeated_ChangesNothing(MappingTask before, TaskCommand command)
    {
        var next = Accept(before, command, out _);

        Assert.IsType<TransitionResult.Unchanged>(Decide(next, command));
    }

    public static TheoryData<MappingTask, TaskCommand> Repeated() => new()
    {
        { In(TaskState.Ready), new TaskCommand.Lock(Ada, LockPurpose.Mapping) },
        { Held(Ada, LockPurpose.Mapping), new TaskCommand.Stop(Ada, LockPurpose.Mapping) },
        { Held(Ada, LockPurpose.Mapping), new TaskCommand.Finish(Ada, LockPurpose.Mapping, TaskState.Mapped) },
        { Held(Ada, LockPurpose.Mapping), new TaskCommand.Split(Ada) },
        { In(TaskState.Validated), new TaskCommand.Undo(Ada, MayValidate: true) },
        { In(TaskState.Mapped), new TaskCommand.Bulk(Ada, BulkAction.ValidateAll) },
    };

    [Fact]
    public void Bulk_OverALiveLock_LeavesItAlone()
    {
        foreach (var action in Enum.GetValues<BulkAction>())
        {
            Assert.IsType<TransitionResult.Unchanged>(Decide(Held(Bob, LockPurpose.Mapping, TaskState.Invalidated), new TaskCommand.Bulk(Ada, action)));
        }
    }

    [Fact]
    public void Revert_TakesBackOnlyThatUsersResults()
    {
        var theirs = In(TaskState.Validated) with { MappedBy = Ada, ValidatedBy = Bob };

        Assert.IsType<TransitionResult.Unchanged>(Decide(theirs, new TaskCommand.Revert(3, Ada, TaskState.Validated)));
        var next = Accept(theirs, new TaskCommand.Revert(3, Bob, TaskState.Validated), out var events);
        Assert.Equal((TaskState.Mapped, Ada, null), (next.State, next.MappedBy, next.ValidatedBy));
        Assert.All(events, line => Assert.Equal(3, line.ActorId));
    }

    [Fact]
    public void Stop_WithAComment_KeepsStateAndRecordsTheDuration()
    {
        var result = TaskMachine.Decide(Held(Ada, LockPurpose.Mapping, TaskState.Invalidated), new TaskCommand.Stop(Ada, LockPurpose.Mapping, "later"), Noon.AddMinutes(5), Lifetime);

        var accepted = Assert.IsType<TransitionResult.Accepted>(result);
        Assert.Equal(TaskState.Invalidated, accepted.Next.State);
        Assert.Equal(TimeSpan.FromMinutes(5), accepted.Events[0].Held);
        Assert.Equal("later", accepted.Events[1].Text);
    }

    internal static MappingTask In(TaskState state) => new(new TaskId(7, 1), state);

    private static MappingTask Held(long by, LockPurpose purpose, TaskState state = TaskState.Ready) =>
        In(state) with { Lock = new TaskLock(by, purpose, Noon, Noon + Lifetime) };

    private static TransitionResult Decide(MappingTask task, TaskCommand command) => TaskMachine.Decide(task, command, Noon, Lifetime);

    private static RefusalReason Refusal(MappingTask task, TaskCommand command) =>
        Assert.IsType<TransitionResult.Refused>(Decide(task, command)).Refusal.Reason;

    private static MappingTask Accept(MappingTask task, TaskCommand command, out IReadOnlyList<TaskEvent> events)
    {
        var accepted = Assert.IsType<TransitionResult.Accepted>(Decide(task, command));
        events = accepted.Events;
        return accepted.Next;
    }
}
