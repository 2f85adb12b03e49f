using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;

namespace ReferenceApi.TaskingManager;

/// <summary>Makes wire tasks out of stored ones.</summary>
public static class TaskView
{
    /// <summary>The longest history that one answer carries; older lines are at <c>activities/</c>.</summary>
    private const int LongestHistory = 500;

    /// <summary>Tells tasks as they were when they had the version given, history included.</summary>
    public static async ValueTask<IReadOnlyList<TaskDto>> TellAsync(this Desk desk, Project project, IReadOnlyList<MappingTask> tasks, bool history = true)
    {
        var told = new List<(MappingTask Task, List<TaskEvent> Events)>(tasks.Count);
        foreach (var task in tasks)
        {
            var events = history
                ? await desk.Tasks.HistoryAsync(task.Id.ProjectId, task.Id.Number, 0, LongestHistory, desk.Aborted)
                : [];
            told.Add((task, [.. events.Where(line => line.Version <= task.Version)]));
        }

        var people = told.SelectMany(item => item.Events.Select(line => line.ActorId))
            .Concat(tasks.Where(task => task.Lock is not null).Select(task => task.Lock!.HolderId))
            .Distinct().ToList();
        var names = await desk.Mappers.FindManyAsync(people, desk.Aborted);
        var outlines = new Dictionary<int, TaskOutline>();
        var instructions = project.Settings.TextFor(null).PerTaskInstructions;
        if (instructions.Contains('{'))
        {
            await foreach (var outline in desk.Tasks.OutlinesAsync(project.Id, [.. tasks.Select(task => task.Id.Number)], desk.Aborted))
            {
                outlines[outline.Number] = outline;
            }
        }

        return [.. told.Select(item => new TaskDto(
            item.Task.Id.Number,
            item.Task.Id.ProjectId,
            item.Task.WireStatus(desk.Now),
            item.Task.LiveLock(desk.Now) is { } held ? names.GetValueOrDefault(held.HolderId)?.Username : null,
            HistoryWire.Tell(item.Events, names),
            [],
            Instructions.Fill(instructions, outlines.GetValueOrDefault(item.Task.Id.Number)),
            desk.Locks.Lifetime.TotalSeconds,
            item.Events.Count > 0 ? item.Events[0].At : item.Task.ChangedAt,
            item.Events.Count(line => line.Kind == TaskEventKind.Comment))
        {
            LockExpiresAt = item.Task.LiveLock(desk.Now)?.ExpiresAt,
            ParentTaskId = item.Task.Parent,
        })];
    }

    /// <summary>One task.</summary>
    public static async ValueTask<IResult> OneAsync(this Desk desk, Project project, IReadOnlyList<MappingTask> tasks) =>
        Results.Json((await desk.TellAsync(project, tasks))[0]);

    /// <summary>Several tasks, as <c>{tasks:[…]}</c>.</summary>
    public static async ValueTask<IResult> SeveralAsync(this Desk desk, Project project, IReadOnlyList<MappingTask> tasks) =>
        Results.Json(new { tasks = await desk.TellAsync(project, tasks) });
}
