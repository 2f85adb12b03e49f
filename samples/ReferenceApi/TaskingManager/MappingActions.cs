using OsmTasking.Core.Access;
using OsmTasking.Core.Tasks;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>Locking, stopping and finishing for mapping; splitting and undoing: rows 1 to 4 and 9 of the reference.</summary>
public static class MappingActions
{
    public static void Map(RouteGroupBuilder actions)
    {
        actions.MapPost("/lock-for-mapping/{taskId:int}/", LockAsync);
        actions.MapPost("/stop-mapping/{taskId:int}/", StopAsync);
        actions.MapPost("/unlock-after-mapping/{taskId:int}/", FinishAsync);
        actions.MapPost("/split/{taskId:int}/", SplitAsync);
        actions.MapPost("/undo-last-action/{taskId:int}/", UndoAsync);
    }

    private static async Task<IResult> LockAsync(long projectId, int taskId, Desk desk)
    {
        var project = await desk.PermittedAsync(projectId, AccessAction.Map, MayNotMap);
        var tasks = await desk.DoAsync(
            TaskRequest.For(new TaskId(projectId, taskId), new TaskCommand.Lock(desk.Me.Id, LockPurpose.Mapping)),
            refusal => refusal.Reason == RefusalReason.HoldsAnother
                ? Errors.Plain(403, "UserAlreadyHasTaskLocked", " User already has a task locked.")
                : Errors.Plain(403, "InvalidTaskState", " Task in invalid state for mapping."));
        return await desk.OneAsync(project, tasks);
    }

    private static async Task<IResult> StopAsync(long projectId, int taskId, Desk desk, HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request, optional: true);
        var project = await desk.ViewAsync(projectId);
        var command = new TaskCommand.Stop(desk.Me.Id, LockPurpose.Mapping, body.OptionalText("comment"));
        return await desk.OneAsync(project, await desk.DoAsync(TaskRequest.For(new TaskId(projectId, taskId), command), NotReleased));
    }

    private static async Task<IResult> FinishAsync(long projectId, int taskId, Desk desk, HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request);
        var project = await desk.ViewAsync(projectId);
        var command = new TaskCommand.Finish(desk.Me.Id, LockPurpose.Mapping, StatusOf(body), body.OptionalText("comment"));
        return await desk.OneAsync(project, await desk.DoAsync(TaskRequest.For(new TaskId(projectId, taskId), command), NotReleased));
    }

    private static async Task<IResult> SplitAsync(long projectId, int taskId, Desk desk)
    {
        var project = await desk.ViewAsync(projectId);
        var tasks = await desk.DoAsync(
            TaskRequest.For(new TaskId(projectId, taskId), new TaskCommand.Split(desk.Me.Id)),
            refusal => refusal.Reason switch
            {
                RefusalReason.TooSmallToSplit => Errors.Plain(403, "SmallToSplit", " Task is too small to be split."),
                RefusalReason.HeldByOther => Errors.Plain(403, "SplitOtherUserTask", " Attempting to split a task owned by another user."),
                _ => Errors.Plain(403, "LockToSplit", " Status must be LOCKED_FOR_MAPPING to split."),
            });
        return await desk.SeveralAsync(project, tasks);
    }

    private static async Task<IResult> UndoAsync(long projectId, int taskId, Desk desk)
    {
        var project = await desk.ViewAsync(projectId);
        var lease = await desk.Tasks.LeaseAsync(desk.Me.Id, desk.Aborted);
        var mayValidate = !lease.IsLive(desk.Now) && AccessPolicy.Decide(desk.Me, AccessAction.Validate, project) == AccessDecision.Allowed;
        var tasks = await desk.DoAsync(
            TaskRequest.For(new TaskId(projectId, taskId), new TaskCommand.Undo(desk.Me.Id, mayValidate)),
            _ => Errors.Plain(403, "UndoPermissionError", " You are not allowed to undo this task."));
        return await desk.OneAsync(project, tasks);
    }

    /// <summary>Reads <c>status</c>; names that are none are bad data (the original answers 500).</summary>
    internal static TaskState StatusOf(JsonBody body)
    {
        var name = body.Text("status", 50);
        return name switch
        {
            "LOCKED_FOR_MAPPING" or "LOCKED_FOR_VALIDATION" => TaskState.Split, // A state no work can lead to.
            _ => WireNames.TryParse(name, out var state) ? state : throw body.Refuse("status", "is not the name of a task status"),
        };
    }

    private static IResult NotReleased(TaskRefusal refusal) => refusal.Reason switch
    {
        RefusalReason.HeldByOther => Errors.Plain(403, "TaskNotOwned", " Attempting to unlock a task owned by another user."),
        RefusalReason.WrongOutcome => Errors.Plain(403, "InvalidUnlockState ", " Can only set status to MAPPED, BADIMAGERY, READY after mapping."),
        _ => Errors.Plain(403, "LockBeforeUnlocking", " Status must be LOCKED_FOR_MAPPING to unlock."),
    };

    private static IResult MayNotMap(AccessDecision decision) => decision switch
    {
        AccessDecision.NotPublished => Errors.Plain(403, "ProjectNotPublished", " The project is not published."),
        AccessDecision.NotInTeam => Errors.Plain(403, "MappingNotAllowed.USER_NOT_TEAM_MEMBER", " Mapping not allowed: user is not a member of the project's teams."),
        AccessDecision.LevelTooLow => Errors.Plain(403, "MappingNotAllowed.USER_NOT_CORRECT_MAPPING_LEVEL", " Mapping not allowed: user has not reached the mapping level."),
        _ => Errors.Plain(403, "UserNotAllowed", " User is not allowed to map in this project."),
    };
}
