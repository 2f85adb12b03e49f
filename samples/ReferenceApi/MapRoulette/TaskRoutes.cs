using System.Globalization;
using System.Text.Json.Nodes;
using OsmTasking.Core.Items;
using ReferenceApi.ToFix;

namespace ReferenceApi.MapRoulette;

/// <summary>One task: reading, locking, finishing, commenting.</summary>
internal static class TaskRoutes
{
    private const int LongestComment = 10_000;

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/task/{id}", async (string id, ItemDesk desk) => await OneAsync(id, ItemRole.Reader, desk, (_, item) => ValueTask.FromResult(item)));
        api.MapGet("/task/{id}/start", StartAsync);
        api.MapGet("/task/{id}/refreshLock", RefreshAsync);
        api.MapGet("/task/{id}/release", async (string id, ItemDesk desk) =>
            await OneAsync(id, ItemRole.Mapper, desk, (project, item) => DoAsync(desk, project, item, new ItemCommand.Release(desk.Me.Id))));
        api.MapPut("/task/{id}/changeset", async (string id, ItemDesk desk) => await OneAsync(id, ItemRole.Mapper, desk, (_, item) => ValueTask.FromResult(item)));
        api.MapPut("/task/{id}/{status:int}", FinishAsync);
        api.MapGet("/task/{id}/comments", CommentsAsync);
        api.MapPost("/task/{id}/comment", CommentAsync);
    }

    internal static async ValueTask<(ItemProject Project, Item Item)> FindAsync(string id, ItemRole role, ItemDesk desk)
    {
        var number = TaskNumber.Read(id) ?? throw Say.Bad($"Invalid task id: {id}");
        var project = await desk.Projects.FindAsync(number.ProjectId, desk.Aborted);
        var item = project is null ? null : await desk.Items.FindAsync(number, desk.Aborted);
        return item is { Archived: false } ? (desk.Permit(project!, role), item) : throw Say.NotFound($"There is no task {id}");
    }

    internal static async ValueTask<Item> DoAsync(ItemDesk desk, ItemProject project, Item item, ItemCommand command) =>
        (await desk.DoAsync(project, [new ItemWish(item.ExternalId, command)]))[0];

    private static async Task<IResult> OneAsync(string id, ItemRole role, ItemDesk desk, Func<ItemProject, Item, ValueTask<Item>> act)
    {
        var (project, item) = await FindAsync(id, role, desk);
        return Results.Json(TaskWire.Task(project, await act(project, item), desk.Now));
    }

    /// <summary>Locks. Whoever holds another task of the challenge is told which, so that the editor can offer to release it.</summary>
    private static async Task<IResult> StartAsync(string id, ItemDesk desk)
    {
        var (project, item) = await FindAsync(id, ItemRole.Mapper, desk);
        var held = await desk.Items.HeldAsync(project.Id, desk.Me.Id, desk.Now, desk.Aborted);
        if (held.Count > 0 && held.All(other => other.Id != item.Id))
        {
            return Results.Json(
                new
                {
                    status = "KO",
                    message = $"You hold another task: {held[0].ExternalId}",
                    lockedTaskId = TaskNumber.Of(held[0].Id),
                    parentName = project.Name,
                    bundledTasks = held.Skip(1).Select(other => TaskNumber.Of(other.Id)),
                    startedAt = ItemWire.Time(held[0].Lease!.Until - TimeSpan.FromMinutes(project.Settings.LeaseMinutes)),
                },
                statusCode: 409);
        }

        return Results.Json(TaskWire.Task(project, await DoAsync(desk, project, item, new ItemCommand.Claim(desk.Me.Id)), desk.Now));
    }

    private static async Task<IResult> RefreshAsync(string id, ItemDesk desk) => await OneAsync(id, ItemRole.Mapper, desk, (project, item) =>
        item.LiveLease(desk.Now)?.HolderId == desk.Me.Id
            ? DoAsync(desk, project, item, new ItemCommand.Claim(desk.Me.Id))
            : throw Say.Forbidden("You do not hold this task"));

    /// <summary>Finishes: 204. Editors that never lock get the lock for the moment; nobody overwrites what another holds.</summary>
    private static async Task<IResult> FinishAsync(string id, int status, HttpRequest request, ItemDesk desk)
    {
        var (project, item) = await FindAsync(id, ItemRole.Mapper, desk);
        var (from, own) = (TaskOutcome.Number(item.Status), item.FinishedBy == desk.Me.Id);
        var comment = Comment(request.Query["comment"].ToString());
        if (status is not (0 or 1 or 2 or 3 or 5 or 6))
        {
            throw Say.Bad($"Invalid status: {status}; tasks become 0, 1, 2, 3, 5 or 6");
        }

        var again = from == status && own && item.LiveLease(desk.Now) is null;
        if (status == TaskOutcome.Created && from != status && !(ItemAccess.RoleOf(desk.Me, project) >= ItemRole.Editor))
        {
            throw Say.Forbidden("Only a project's editors may open a task again");
        }

        if (status != TaskOutcome.Created && !TaskOutcome.MayFollow(from, status, own))
        {
            throw Say.Bad($"Invalid task status supplied: {status} may not follow {from}");
        }

        if (status == TaskOutcome.Skipped)
        {
            await DoAsync(desk, project, item, new ItemCommand.Skip(desk.Me.Id));
        }
        else if (!again)
        {
            var held = item.LiveLease(desk.Now)?.HolderId == desk.Me.Id ? item : await AsideAsync(desk, project, item, new ItemCommand.Claim(desk.Me.Id));
            await DoAsync(desk, project, item, new ItemCommand.Finish(desk.Me.Id, TaskOutcome.Status(status)!.Value) { Token = held.Token });
            if (status == TaskOutcome.Created)
            {
                await AsideAsync(desk, project, item, new ItemCommand.Release(desk.Me.Id));
            }
        }

        if (comment is not null && !again)
        {
            await desk.Notes.AddCommentAsync(new ItemComment(item.Id, Guid.NewGuid(), desk.Me.Id, comment) { Created = desk.Now }, desk.Aborted);
        }

        return Results.NoContent();
    }

    /// <summary>The key of the request belongs to the status; what comes before and after repeats without harm.</summary>
    private static async ValueTask<Item> AsideAsync(ItemDesk desk, ItemProject project, Item item, ItemCommand command)
    {
        var outcome = await desk.Workflow.ExecuteAsync(
            ItemRequest.For(project.Id, item.ExternalId, command), TimeSpan.FromMinutes(project.Settings.LeaseMinutes), desk.Aborted);
        return (await desk.AnswerAsync(outcome))[0];
    }

    private static async Task<IResult> CommentsAsync(string id, ItemDesk desk)
    {
        var (project, item) = await FindAsync(id, ItemRole.Reader, desk);
        var comments = await desk.Notes.CommentsAsync(item.Id, desk.Aborted);
        var names = await desk.Mappers.FindManyAsync([.. comments.Select(comment => comment.CreatedBy).Distinct()], desk.Aborted);
        return Results.Json(new JsonArray([.. comments.Select((comment, index) => (JsonNode)
            Write(project, item, comment, index + 1, names.TryGetValue(comment.CreatedBy, out var mapper) ? mapper.Username : string.Empty))]));
    }

    private static async Task<IResult> CommentAsync(string id, HttpRequest request, ItemDesk desk)
    {
        var (project, item) = await FindAsync(id, ItemRole.Mapper, desk);
        var body = await ToFixBody.ReadAsync(request, ["comment"], "actionId");
        var comment = new ItemComment(item.Id, Guid.NewGuid(), desk.Me.Id, Comment(body.Text("comment", LongestComment, "comment must be a string") ?? string.Empty) ?? throw Say.Bad("comment is empty"))
        {
            Created = desk.Now,
        };
        await desk.Notes.AddCommentAsync(comment, desk.Aborted);
        return Results.Json(Write(project, item, comment, (await desk.Notes.CommentsAsync(item.Id, desk.Aborted)).Count, desk.Me.Username), statusCode: 201);
    }

    private static JsonObject Write(ItemProject project, Item item, ItemComment comment, int number, string by) => new JsonObject
    {
        ["id"] = number,
        ["osm_id"] = comment.CreatedBy,
        ["osm_username"] = by,
        ["taskId"] = TaskNumber.Of(item.Id),
        ["challengeId"] = project.Id,
        ["projectId"] = ChallengeRoutes.OnlyProject,
        ["created"] = comment.Created.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        ["comment"] = comment.Body,
    };

    private static string? Comment(string text) => text.Trim().Length == 0 ? null
        : text.Length > LongestComment || text.Contains('\0', StringComparison.Ordinal) ? throw Say.Bad($"comment must have at most {LongestComment} characters and no NUL")
        : text;
}
