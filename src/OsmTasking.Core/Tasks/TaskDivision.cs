using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;

namespace OsmTasking.Core.Tasks;

/// <summary>Turns the accepted split of a task into the tasks it leaves behind. Pure.</summary>
/// <remarks>
/// The parent stays, with its history; children name it and start a history of their own, so nobody is credited twice.
/// They inherit its state: work that was found wanting is not forgotten by cutting it up.
/// </remarks>
internal static class TaskDivision
{
    internal static TaskPlan Apply(TaskPlan.Write write, MappingTask parent, TaskOutline outline, Geometry? area, int lastNumber, long mapperId)
    {
        var pieces = area is null ? TaskSplit.Quarter(outline) : TaskSplit.Quarter(outline, AreaOfInterest.Trusted(area));
        if (pieces.Count < 2)
        {
            return new TaskPlan.Refuse(new TaskRefusal(RefusalReason.TooSmallToSplit, parent.Id, parent.State, parent.Lock));
        }

        var now = write.What.Tasks[0].ChangedAt;
        var children = new List<NewTask>(pieces.Count);
        foreach (var piece in pieces)
        {
            var number = ++lastNumber;
            var child = new MappingTask(parent.Id with { Number = number }, parent.State) { Parent = parent.Id.Number, ChangedAt = now };
            children.Add(new NewTask(child, piece with { Number = number, Properties = outline.Properties }));
        }

        var born = children.Select(child => new TaskEvent(child.Task.Id, 1, 0, TaskEventKind.StateChange, now, mapperId) { State = child.Task.State });
        var what = write.What with { Children = children, Events = [.. write.What.Events, .. born] };
        return new TaskPlan.Write(what, [.. children.Select(child => child.Task)]);
    }
}
