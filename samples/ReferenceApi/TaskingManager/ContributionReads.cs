using OsmTasking.Core.Areas;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;

namespace ReferenceApi.TaskingManager;

/// <summary>Who did how much: shapes (15) to (17) of the reference, counted from the tasks and their history.</summary>
public static class ContributionReads
{
    public static void Map(RouteGroupBuilder projects)
    {
        projects.MapGet("/{projectId:long}/contributions/", ByMapperAsync);
        projects.MapGet("/{projectId:long}/contributions/queries/day/", ByDayAsync);
        projects.MapGet("/{projectId:long}/statistics/", StatisticsAsync);
        projects.MapGet("/{projectId:long}/tasks/queries/mapped/", MappedAsync);
    }

    private static async Task<IResult> ByMapperAsync(long projectId, Desk desk)
    {
        await desk.ViewAsync(projectId);
        var tasks = Living(await desk.Tasks.ReadAsync(projectId, null, desk.Aborted));
        var ids = tasks.SelectMany(task => new[] { task.MappedBy, task.ValidatedBy }).OfType<long>().Distinct().ToList();
        var names = await desk.Mappers.FindManyAsync(ids, desk.Aborted);
        var lines = ids.Select(id =>
        {
            var mapped = Numbers(tasks, task => task.MappedBy == id && task.State is TaskState.Mapped or TaskState.Validated && task.MappedBy == id);
            var bad = Numbers(tasks, task => task.MappedBy == id && task.State == TaskState.BadImagery);
            var validated = Numbers(tasks, task => task.ValidatedBy == id && task.State == TaskState.Validated);
            var mapper = names.GetValueOrDefault(id);
            return new
            {
                username = mapper?.Username ?? $"user_{id}",
                mappingLevel = UserWire.LevelName(mapper?.Level ?? 1),
                pictureUrl = mapper?.PictureUrl,
                mapped = mapped.Count,
                validated = validated.Count,
                badImagery = bad.Count,
                total = mapped.Count + validated.Count + bad.Count,
                mappedTasks = mapped,
                validatedTasks = validated,
                badImageryTasks = bad,
                name = (string?)null,
                dateRegistered = mapper?.Registered,
            };
        });
        return Results.Json(new { userContributions = lines.Where(line => line.total > 0).OrderByDescending(line => line.total).ThenBy(line => line.username) });
    }

    private static async Task<IResult> ByDayAsync(long projectId, Desk desk)
    {
        await desk.ViewAsync(projectId);
        var changes = await ChangesAsync(desk, projectId);
        var total = Living(await desk.Tasks.ReadAsync(projectId, null, desk.Aborted)).Count;
        var (mapped, validated) = (0, 0);
        var days = changes.GroupBy(change => DateOnly.FromDateTime(change.At.UtcDateTime)).OrderBy(day => day.Key).Select(day =>
        {
            var (newMapped, newValidated) = (day.Count(change => change.State == TaskState.Mapped), day.Count(change => change.State == TaskState.Validated));
            mapped += newMapped;
            validated += newValidated;
            return new { date = day.Key, mapped = newMapped, validated = newValidated, cumulative_mapped = mapped, cumulative_validated = validated, total_tasks = total };
        }).ToList();
        return Results.Json(new { stats = days });
    }

    private static async Task<IResult> StatisticsAsync(long projectId, Desk desk)
    {
        var project = await desk.ViewAsync(projectId);
        var tasks = Living(await desk.Tasks.ReadAsync(projectId, null, desk.Aborted));
        var progress = ProjectProgress.Of(tasks.Select(task => task.State));
        var events = await desk.Tasks.HistoryAsync(projectId, null, 0, int.MaxValue, desk.Aborted);
        var spent = new Spent(events);
        var centroid = project.Area.Centroid;
        return Results.Json(new Dictionary<string, object?>
        {
            ["projectId"] = projectId,
            ["projectArea(in sq.km)"] = Math.Round(SphericalArea.SquareMetres(project.Area) / 1e6, 6),
            ["totalMappers"] = tasks.Select(task => task.MappedBy).OfType<long>().Distinct().Count(),
            ["totalTasks"] = progress.Total,
            ["totalComments"] = events.Count(line => line.Kind == TaskEventKind.Comment),
            ["totalMappingTime"] = spent.Mapping.TotalSeconds,
            ["totalValidationTime"] = spent.Validation.TotalSeconds,
            ["totalTimeSpent"] = (spent.Mapping + spent.Validation).TotalSeconds,
            ["averageMappingTime"] = Average(spent.Mapping, spent.MappingLocks),
            ["averageValidationTime"] = Average(spent.Validation, spent.ValidationLocks),
            ["percentMapped"] = progress.PercentMapped,
            ["percentValidated"] = progress.PercentValidated,
            ["percentBadImagery"] = progress.PercentBadImagery,
            ["aoiCentroid"] = new { type = "Point", coordinates = new[] { centroid.X, centroid.Y } },
            ["timeToFinishMapping"] = Average(spent.Mapping, spent.MappingLocks) * (progress.Ready + progress.Invalidated),
            ["timeToFinishValidating"] = Average(spent.Validation, spent.ValidationLocks) * (progress.Total - progress.Validated - progress.BadImagery),
        });
    }

    private static async Task<IResult> MappedAsync(long projectId, Desk desk)
    {
        await desk.ViewAsync(projectId);
        var tasks = Living(await desk.Tasks.ReadAsync(projectId, null, desk.Aborted)).Where(task => task.State == TaskState.Mapped && task.MappedBy is not null);
        var byMapper = tasks.GroupBy(task => task.MappedBy!.Value).ToList();
        var names = await desk.Mappers.FindManyAsync([.. byMapper.Select(group => group.Key)], desk.Aborted);
        return Results.Json(new
        {
            mappedTasks = byMapper.Where(group => names.ContainsKey(group.Key)).Select(group => new
            {
                username = names[group.Key].Username,
                mappedTaskCount = group.Count(),
                tasksMapped = group.Select(task => task.Id.Number),
                lastSeen = group.Max(task => task.ChangedAt),
                mappingLevel = UserWire.LevelName(names[group.Key].Level),
                dateRegistered = names[group.Key].Registered,
                lastValidationDate = (DateTimeOffset?)null,
            }),
        });
    }

    private static List<MappingTask> Living(IEnumerable<MappingTask> tasks) => [.. tasks.Where(task => task.State != TaskState.Split)];

    private static List<int> Numbers(List<MappingTask> tasks, Predicate<MappingTask> match) => [.. tasks.Where(task => match(task)).Select(task => task.Id.Number)];

    private static double Average(TimeSpan total, int count) => count == 0 ? 0 : Math.Round(total.TotalSeconds / count, 3);

    private static async ValueTask<IEnumerable<TaskEvent>> ChangesAsync(Desk desk, long projectId) =>
        (await desk.Tasks.HistoryAsync(projectId, null, 0, int.MaxValue, desk.Aborted)).Where(line => line.Kind == TaskEventKind.StateChange);

    /// <summary>Time under locks, told by the lock that each release or expiry ended.</summary>
    private sealed class Spent
    {
        internal Spent(IReadOnlyList<TaskEvent> newestFirst)
        {
            var purpose = new Dictionary<int, TaskEventKind>();
            foreach (var line in newestFirst.Reverse())
            {
                if (line.Kind is TaskEventKind.LockedForMapping or TaskEventKind.LockedForValidation)
                {
                    purpose[line.Task.Number] = line.Kind;
                }
                else if (line.Held is { } held && purpose.Remove(line.Task.Number, out var kind))
                {
                    (Mapping, MappingLocks) = kind == TaskEventKind.LockedForMapping ? (Mapping + held, MappingLocks + 1) : (Mapping, MappingLocks);
                    (Validation, ValidationLocks) = kind == TaskEventKind.LockedForValidation ? (Validation + held, ValidationLocks + 1) : (Validation, ValidationLocks);
                }
            }
        }

        internal TimeSpan Mapping { get; }

        internal TimeSpan Validation { get; }

        internal int MappingLocks { get; }

        internal int ValidationLocks { get; }
    }
}
