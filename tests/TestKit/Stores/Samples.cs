using OsmTasking.Core.Grids;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

/// <summary>Things to store.</summary>
public static class Samples
{
    public static Project Project() => new(
        0, ProjectStatus.Published, 42, Tile.Outline(new TileKey(10, 500, 500)), new ProjectSettings { Texts = [new ProjectText("en", "Robert'); drop table task;-- 漢")] })
    {
        Created = ManualTime.Noon,
        Updated = ManualTime.Noon.AddMilliseconds(1),
    };

    public static IReadOnlyList<NewTask> Tasks(int count) => [.. Enumerable.Range(1, count).Select(number => new NewTask(
        new MappingTask(new TaskId(0, number), TaskState.Ready) { ChangedAt = ManualTime.Noon },
        new TaskOutline(number, Tile.Outline(new TileKey(14, 8000 + number, 8000)), new TileKey(14, 8000 + number, 8000), IsSquare: true)))];

    /// <summary>A write that takes a task from the version given.</summary>
    public static TaskWrite Take(MappingTask task, long mapper, MapperLease? lease = null)
    {
        var accepted = (TransitionResult.Accepted)TaskMachine.Decide(task, new TaskCommand.Lock(mapper, LockPurpose.Mapping), ManualTime.Noon, TimeSpan.FromHours(2));
        return new TaskWrite(task.Id.ProjectId, [accepted.Next], accepted.Events) { Lease = lease };
    }

    public static MapperLease Lease(long mapper, long version, long project, params int[] tasks) =>
        new(mapper, version, project, LockPurpose.Mapping, tasks, ManualTime.Noon.AddHours(2));

}
