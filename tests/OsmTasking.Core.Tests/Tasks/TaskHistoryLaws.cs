using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Core.Tasks;
using OsmTasking.TestKit;

namespace OsmTasking.Core.Tests.Tasks;

/// <summary>Laws over whole histories of commands.</summary>
public class TaskHistoryLaws
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);

    private static readonly Gen<TaskCommand> AnyCommand =
        from mapper in Gen.Choose(1, 3).Select(id => (long)id)
        from purpose in Gen.Elements(LockPurpose.Mapping, LockPurpose.Validation)
        from outcome in Gen.Elements(Enum.GetValues<TaskState>())
        from flag in ArbMap.Default.GeneratorFor<bool>()
        from bulk in Gen.Elements(Enum.GetValues<BulkAction>())
        from command in Gen.Elements<TaskCommand>(
            new TaskCommand.Lock(mapper, purpose, flag),
            new TaskCommand.Stop(mapper, purpose),
            new TaskCommand.Finish(mapper, purpose, outcome),
            new TaskCommand.Extend(mapper),
            new TaskCommand.Undo(mapper, flag),
            new TaskCommand.Comment(mapper, "hm"),
            new TaskCommand.Bulk(mapper, bulk),
            new TaskCommand.Revert(mapper, 1 + (mapper % 3), flag ? TaskState.Validated : TaskState.BadImagery))
        select command;

    [Fact]
    public void NoHistory_TakesALiveLockFromItsHolder() => Check((before, command, next, now) =>
    {
        if (before.LiveLock(now) is { } held && held.HolderId != command.MapperId)
        {
            Assert.Equal(held, next.Lock);
            Assert.Equal(before.State, next.State);
        }
    });

    [Fact]
    public void EveryStep_RaisesTheVersionByOneAndWritesHistory() => Check((before, _, next, _) =>
    {
        Assert.Equal(before.Version + 1, next.Version);
        Assert.Equal(before.Id, next.Id);
    });

    [Fact]
    public void NoValidation_IsCreditedToTheMapperWithoutPermission() => Check((before, command, next, now) =>
    {
        if (command is TaskCommand.Lock { Purpose: LockPurpose.Validation, MayValidateOwn: false } && next.LiveLock(now) is not null)
        {
            Assert.NotEqual(before.MappedBy, command.MapperId);
        }
    });

    private static void Check(Action<MappingTask, TaskCommand, MappingTask, DateTimeOffset> law) =>
        Prop.ForAll(AnyCommand.ListOf().ToArbitrary(), history =>
        {
            var (task, now) = (TaskMachineTests.In(TaskState.Ready), ManualTime.Noon);
            foreach (var command in history)
            {
                now = now.AddMinutes(25);
                if (TaskMachine.Decide(task, command, now, Lifetime) is TransitionResult.Accepted(var next, var events))
                {
                    Assert.NotEmpty(events);
                    law(task, command, next, now);
                    task = next;
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(60));
}
