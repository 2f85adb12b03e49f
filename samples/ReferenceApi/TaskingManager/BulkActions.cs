using OsmTasking.Core.Access;
using OsmTasking.Core.Tasks;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>What managers do with all tasks at once: rows 10 to 15 of the reference. Tasks that somebody holds are left alone.</summary>
public static class BulkActions
{
    public static void Map(RouteGroupBuilder actions)
    {
        Map(actions, "/map-all/", BulkAction.MapAll, "All tasks mapped");
        Map(actions, "/validate-all/", BulkAction.ValidateAll, "All tasks validated");
        Map(actions, "/invalidate-all/", BulkAction.InvalidateAll, "All tasks invalidated");
        Map(actions, "/reset-all-badimagery/", BulkAction.ResetBadImagery, "All bad imagery tasks marked ready for mapping");
        Map(actions, "/reset-all/", BulkAction.ResetAll, "All tasks reset");
        actions.MapPost("/reset-by-user/", RevertAsync);
    }

    private static void Map(RouteGroupBuilder actions, string path, BulkAction action, string success) =>
        actions.MapPost(path, async (long projectId, Desk desk) =>
        {
            await desk.PermittedAsync(projectId, AccessAction.Manage, _ => Errors.Plain(403, "UserPermissionError", " User is not a manager of the project."));
            await desk.DoAsync(TaskRequest.All(projectId, new TaskCommand.Bulk(desk.Me.Id, action)), Unexpected);
            return Results.Json(new { Success = success }, Json.Verbatim);
        });

    private static async Task<IResult> RevertAsync(long projectId, string? username, string? action, Desk desk)
    {
        await desk.PermittedAsync(projectId, AccessAction.Manage, _ => Errors.Plain(403, "UserActionNotPermitted", " User is not a manager of the project."));
        if (action is not ("BADIMAGERY" or "VALIDATED") || !WireNames.TryParse(action, out var state))
        {
            return Errors.Invalid(" Invalid data: action is neither BADIMAGERY nor VALIDATED.");
        }

        if (username is null || await desk.Mappers.FindByNameAsync(username, desk.Aborted) is not { } user)
        {
            return Errors.Invalid(" Invalid data: username is not the name of a user.");
        }

        await desk.DoAsync(TaskRequest.All(projectId, new TaskCommand.Revert(desk.Me.Id, user.Id, state)), Unexpected);
        return Results.Json(new { Success = "Successfully reverted tasks" }, Json.Verbatim);
    }

    private static IResult Unexpected(TaskRefusal refusal) => Errors.Plain(403, "UserPermissionError", $" Task {refusal.Task.Number} did not allow it.");
}
