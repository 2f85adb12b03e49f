using OsmTasking.Core.People;
using OsmTasking.Core.Tasks;
using ReferenceApi.Auth;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>People: the profile, what the caller holds, and the lists that the official pages load.</summary>
public static class UserReads
{
    public static void Map(RouteGroupBuilder users)
    {
        users.RequireSignIn();
        users.MapGet("/queries/tasks/locked/", LockedAsync);
        users.MapGet("/queries/tasks/locked/details/", LockedDetailsAsync);
        users.MapGet("/queries/{username}/", ProfileAsync);
        users.MapGet("/{username}/openstreetmap/", async (string username, Desk desk) =>
            Results.Json(new { accountCreated = (await FindAsync(desk, username)).Registered, changesetCount = 0 }));
        users.MapGet("/{username}/queries/interests/", () => Results.Json(new { interests = Array.Empty<object>() }));
        users.MapGet("/statistics/nextlevel/", () => Results.Json<object?>(null));
    }

    private static async Task<IResult> LockedAsync(Desk desk)
    {
        var lease = await desk.Tasks.LeaseAsync(desk.Me.Id, desk.Aborted);
        return lease.IsLive(desk.Now)
            ? Results.Json(new
            {
                lockedTasks = lease.Tasks,
                projectId = (long?)lease.ProjectId,
                taskStatus = lease.Purpose == LockPurpose.Mapping ? "LOCKED_FOR_MAPPING" : "LOCKED_FOR_VALIDATION",
            })
            : Results.Json(new { lockedTasks = Array.Empty<int>(), projectId = (long?)null, taskStatus = (string?)null });
    }

    private static async Task<IResult> LockedDetailsAsync(Desk desk)
    {
        var lease = await desk.Tasks.LeaseAsync(desk.Me.Id, desk.Aborted);
        if (!lease.IsLive(desk.Now) || await desk.Projects.FindAsync(lease.ProjectId, desk.Aborted) is not { } project)
        {
            return Errors.Nested(404, "TASK_NOT_FOUND", "The user holds no task.");
        }

        return await desk.SeveralAsync(project, await desk.Tasks.ReadAsync(lease.ProjectId, lease.Tasks, desk.Aborted));
    }

    private static async Task<IResult> ProfileAsync(string username, Desk desk) =>
        Results.Json(UserWire.Profile(await FindAsync(desk, username), isSelf: string.Equals(username, desk.Me.Username, StringComparison.OrdinalIgnoreCase)));

    private static async ValueTask<Mapper> FindAsync(Desk desk, string username) =>
        await desk.Mappers.FindByNameAsync(username, desk.Aborted) ?? throw new RefusedException(Errors.NoUser(username));
}

/// <summary>People on the wire: shape (25) of the reference.</summary>
public static class UserWire
{
    public static string LevelName(int level) => level switch
    {
        >= 3 => "ADVANCED",
        2 => "INTERMEDIATE",
        _ => "BEGINNER",
    };

    public static string RoleName(MapperRole role) => role switch
    {
        MapperRole.Admin => "ADMIN",
        MapperRole.ReadOnly => "READ_ONLY",
        _ => "MAPPER",
    };

    public static Dictionary<string, object?> Profile(Mapper mapper, bool isSelf)
    {
        var profile = new Dictionary<string, object?>
        {
            ["id"] = mapper.Id,
            ["username"] = mapper.Username,
            ["role"] = RoleName(mapper.Role),
            ["mappingLevel"] = LevelName(mapper.Level),
            ["level_ordering"] = mapper.Level,
            ["projectsMapped"] = null,
            ["isExpert"] = false,
            ["pictureUrl"] = mapper.PictureUrl,
            ["name"] = null,
            ["city"] = null,
            ["country"] = null,
            ["defaultEditor"] = "ID",
            ["dateRegistered"] = mapper.Registered,
        };
        foreach (var name in new[] { "twitterId", "facebookId", "linkedinId", "slackId", "ircId", "skypeId" })
        {
            profile[name] = null;
        }

        foreach (var name in new[]
        {
            "mentionsNotifications", "questionsAndCommentsNotifications", "projectsNotifications", "tasksNotifications", "taskValidationNotification",
            "taskInvalidationNotification", "taskCommentsNotifications", "teamsAnnouncementNotifications",
        })
        {
            profile[name] = false;
        }

        if (isSelf)
        {
            profile["emailAddress"] = null;
            profile["isEmailVerified"] = false;
            profile["gender"] = null;
            profile["selfDescriptionGender"] = null;
        }

        return profile;
    }
}
