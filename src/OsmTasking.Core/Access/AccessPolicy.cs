using OsmTasking.Core.People;
using OsmTasking.Core.Projects;

namespace OsmTasking.Core.Access;

/// <summary>Who may do what: one pure function that every endpoint and every export asks.</summary>
/// <remarks>The order of the checks is Tasking Manager's, since it decides which reason a client is told.</remarks>
public static class AccessPolicy
{
    /// <summary>Decides.</summary>
    /// <param name="who">The caller, or <see langword="null"/> for somebody who did not sign in.</param>
    /// <param name="action">What they want.</param>
    /// <param name="project">The project it concerns; null for <see cref="AccessAction.CreateProject"/>.</param>
    public static AccessDecision Decide(Mapper? who, AccessAction action, Project? project)
    {
        if (action == AccessAction.View)
        {
            return project is null || CanSee(who, project) ? AccessDecision.Allowed
                : project.Status == ProjectStatus.Draft ? AccessDecision.NotPublished
                : AccessDecision.Private;
        }

        if (who is null)
        {
            return AccessDecision.NotSignedIn;
        }

        if (who.Role == MapperRole.ReadOnly)
        {
            return AccessDecision.Blocked;
        }

        return action switch
        {
            AccessAction.CreateProject => who.Role == MapperRole.Admin ? AccessDecision.Allowed : AccessDecision.NotManager,
            AccessAction.Manage => project is not null && IsManager(who, project) ? AccessDecision.Allowed : AccessDecision.NotManager,
            AccessAction.Map => Work(who, project, project?.Settings.Mapping),
            AccessAction.Validate => Work(who, project, project?.Settings.Validation),
            AccessAction.Comment => project is null || CanSee(who, project) ? AccessDecision.Allowed : AccessDecision.Private,
            _ => AccessDecision.NotManager,
        };
    }

    /// <summary>Whether somebody manages a project: its author, or an admin.</summary>
    public static bool IsManager(Mapper? who, Project project)
    {
        ArgumentNullException.ThrowIfNull(project);
        return who is not null && who.Role != MapperRole.ReadOnly && (who.Role == MapperRole.Admin || who.Id == project.AuthorId);
    }

    private static bool CanSee(Mapper? who, Project project) =>
        IsManager(who, project) ||
        (project.Status != ProjectStatus.Draft &&
            (!project.Settings.Private || (who is not null && project.Settings.AllowedMappers.Contains(who.Id))));

    private static AccessDecision Work(Mapper who, Project? project, WorkPermission? permission)
    {
        if (project is null || permission is null)
        {
            return AccessDecision.NotManager;
        }

        // An archived project is closed for everybody; Tasking Manager leaves it open by oversight.
        if (project.Status == ProjectStatus.Archived || (project.Status == ProjectStatus.Draft && !IsManager(who, project)))
        {
            return AccessDecision.NotPublished;
        }

        return IsManager(who, project) ? AccessDecision.Allowed
            : permission.TeamsOnly ? AccessDecision.NotInTeam
            : who.Level < permission.MinimumLevel ? AccessDecision.LevelTooLow
            : CanSee(who, project) ? AccessDecision.Allowed
            : AccessDecision.Private;
    }
}
