using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>What happened in a project: shapes (13) and (14) of the reference.</summary>
public static class ActivityReads
{
    private const int PageSize = 10;

    public static void Map(RouteGroupBuilder projects)
    {
        projects.MapGet("/{projectId:long}/activities/", PageAsync);
        projects.MapGet("/{projectId:long}/activities/latest/", LatestAsync);
    }

    private static async Task<IResult> PageAsync(long projectId, int? page, Desk desk)
    {
        var number = page ?? 1;
        if (number < 1)
        {
            return Errors.Invalid(" Invalid data: page is less than 1.");
        }

        await desk.ViewAsync(projectId);
        var events = await desk.Tasks.HistoryAsync(projectId, null, 0, int.MaxValue, desk.Aborted);
        var names = await desk.Mappers.FindManyAsync([.. events.Select(line => line.ActorId).Distinct()], desk.Aborted);
        var lines = HistoryWire.Tell(events, names).Where(line => line.Action != "COMMENT").ToList();
        return Results.Json(new
        {
            pagination = Pagination.Of(number, PageSize, lines.Count),
            activity = lines.Skip((number - 1) * PageSize).Take(PageSize),
        });
    }

    /// <summary>The state of every task, or with <c>since</c> (our addition) of those that may have changed.</summary>
    /// <remarks>
    /// The ETag is the sum of all versions with the number of live locks: any transition raises the first, and only time,
    /// by letting a lock expire, lowers the second.
    /// </remarks>
    private static async Task<IResult> LatestAsync(long projectId, string? since, Desk desk, HttpRequest request, HttpResponse response)
    {
        var project = await desk.ViewAsync(projectId);
        if (since is not null && (!long.TryParse(since, out var parsed) || parsed < 0))
        {
            return Errors.Invalid(" Invalid data: since is not a cursor from an earlier answer.");
        }

        var changes = await desk.Tasks.ChangesAsync(projectId, since is null ? 0 : long.Parse(since), desk.Aborted);
        response.Headers["X-Cursor"] = $"{changes.Cursor}";
        if (since is null)
        {
            var tag = $"\"{projectId}-{changes.Tasks.Sum(task => task.Version)}-{changes.Tasks.Count(task => task.LiveLock(desk.Now) is not null)}\"";
            response.Headers.ETag = tag;
            response.Headers.CacheControl = "no-cache";
            if (request.Headers.IfNoneMatch.Any(value => value == tag))
            {
                return Results.StatusCode(StatusCodes.Status304NotModified);
            }
        }

        return Results.Json(new { activity = await TellAsync(desk, project, changes.Tasks) });
    }

    private static async ValueTask<IEnumerable<object>> TellAsync(Desk desk, Project project, IReadOnlyList<MappingTask> tasks)
    {
        var actors = tasks.ToDictionary(task => task.Id.Number, task => task.Version == 1 ? null : task.LastStep?.ActorId);
        var names = await desk.Mappers.FindManyAsync([.. actors.Values.OfType<long>().Distinct()], desk.Aborted);
        return tasks.Where(task => task.State != TaskState.Split).Select(task => new
        {
            taskId = task.Id.Number,
            taskStatus = task.WireStatus(desk.Now),
            actionDate = task.Version == 1 && task.Parent is null ? (DateTimeOffset?)null : task.ChangedAt,
            actionBy = actors[task.Id.Number] is { } actor ? names.GetValueOrDefault(actor)?.Username : null,
            projectId = project.Id,
        });
    }
}

/// <summary>The pagination object of the reference.</summary>
public sealed record Pagination(bool HasNext, bool HasPrev, int? NextNum, int Page, int Pages, int? PrevNum, int PerPage, int Total)
{
    public static Pagination Of(int page, int perPage, int total)
    {
        var pages = (total + perPage - 1) / perPage;
        return new Pagination(page < pages, page > 1, page < pages ? page + 1 : null, page, pages, page > 1 ? page - 1 : null, perPage, total);
    }
}
