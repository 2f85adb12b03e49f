using OsmTasking.Core.Access;
using OsmTasking.Core.People;
using OsmTasking.Core.Tasks;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>Locking, stopping and finishing for validation, and extending: rows 5 to 8 of the reference. Sets go through whole or not at all.</summary>
public static class ValidationActions
{
    public static void Map(RouteGroupBuilder actions)
    {
        actions.MapPost("/lock-for-validation/", LockAsync);
        actions.MapPost("/stop-validation/", StopAsync);
        actions.MapPost("/unlock-after-validation/", FinishAsync);
        actions.MapPost("/extend/", ExtendAsync);
    }

    private static async Task<IResult> LockAsync(long projectId, Desk desk, HttpRequest request)
    {
        var numbers = (await JsonBody.ReadAsync(request)).Integers("taskIds");
        var project = await desk.PermittedAsync(projectId, AccessAction.Validate, MayNotValidate);
        var command = new TaskCommand.Lock(desk.Me.Id, LockPurpose.Validation, MayValidateOwn: desk.Me.Role == MapperRole.Admin);
        var tasks = await desk.DoAsync(TaskRequest.For(projectId, numbers, command), refusal => refusal.Reason switch
        {
            RefusalReason.OwnWork => Errors.Plain(403, "CannotValidateMappedTask", " Tasks cannot be validated by the same user who mapped them."),
            RefusalReason.HoldsAnother => Errors.Plain(403, "UserAlreadyHasTaskLocked", " User already has a task locked."),
            _ => Errors.Plain(403, "NotReadyForValidation", $" Task {refusal.Task.Number} is not MAPPED, BADIMAGERY or INVALIDATED."),
        });
        return await desk.SeveralAsync(project, tasks);
    }

    private static async Task<IResult> StopAsync(long projectId, Desk desk, HttpRequest request)
    {
        var resets = (await JsonBody.ReadAsync(request)).Objects("resetTasks");
        var project = await desk.ViewAsync(projectId);
        var orders = resets.Select(reset => new TaskOrder(
            reset.Integer("taskId"), new TaskCommand.Stop(desk.Me.Id, LockPurpose.Validation, reset.OptionalText("comment"))));
        return await desk.SeveralAsync(project, await desk.DoAsync(Request(projectId, orders), NotReleased));
    }

    private static async Task<IResult> FinishAsync(long projectId, Desk desk, HttpRequest request)
    {
        var verdicts = (await JsonBody.ReadAsync(request)).Objects("validatedTasks");
        var project = await desk.ViewAsync(projectId);
        var orders = verdicts.Select(verdict => new TaskOrder(
            verdict.Integer("taskId"),
            new TaskCommand.Finish(desk.Me.Id, LockPurpose.Validation, MappingActions.StatusOf(verdict), verdict.OptionalText("comment"))));
        return await desk.SeveralAsync(project, await desk.DoAsync(Request(projectId, orders), NotReleased));
    }

    private static async Task<IResult> ExtendAsync(long projectId, Desk desk, HttpRequest request)
    {
        var numbers = (await JsonBody.ReadAsync(request)).Integers("taskIds");
        await desk.ViewAsync(projectId);
        await desk.DoAsync(TaskRequest.For(projectId, numbers, new TaskCommand.Extend(desk.Me.Id)), refusal => refusal.Reason == RefusalReason.HeldByOther
            ? Errors.Plain(403, "LockedByAnotherUser", " Task is locked by another user.")
            : Errors.Plain(403, "TaskStatusNotLocked", " Task is not locked."));
        return Results.Json(new { Success = "Successfully extended task expiry" }, Json.Verbatim);
    }

    /// <summary>One order a task; of a task named twice the last verdict counts.</summary>
    private static TaskRequest Request(long projectId, IEnumerable<TaskOrder> orders) =>
        new(projectId, [.. orders.GroupBy(order => order.Number).Select(same => same.Last())]);

    private static IResult NotReleased(TaskRefusal refusal) => refusal.Reason switch
    {
        RefusalReason.HeldByOther => Errors.Plain(403, "TaskNotOwned ", " Attempting to unlock a task owned by another user."),
        RefusalReason.WrongOutcome => Errors.Plain(403, "InvalidUnlockState ", " Can only set status to VALIDATED, INVALIDATED, MAPPED, BADIMAGERY after validation."),
        _ => Errors.Plain(403, "NotLockedForValidation ", $" Task {refusal.Task.Number} is not LOCKED_FOR_VALIDATION."),
    };

    private static IResult MayNotValidate(AccessDecision decision) => decision switch
    {
        AccessDecision.NotPublished => Errors.Plain(403, "ProjectNotPublished", " The project is not published."),
        AccessDecision.NotInTeam or AccessDecision.LevelTooLow => Errors.Plain(403, "ValidtionNotAllowed", " Validation not allowed: team or level."),
        _ => Errors.Plain(403, "UserNotAllowed", " User is not allowed to validate in this project."),
    };
}
