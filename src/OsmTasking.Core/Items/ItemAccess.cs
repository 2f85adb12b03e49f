using OsmTasking.Core.Access;
using OsmTasking.Core.People;

namespace OsmTasking.Core.Items;

/// <summary>Who may do what with items: the counterpart of <see cref="AccessPolicy"/>. Pure.</summary>
public static class ItemAccess
{
    /// <summary>Decides whether somebody may do what <paramref name="needed"/> may.</summary>
    /// <param name="who">The caller, or <see langword="null"/> for somebody who did not sign in.</param>
    /// <param name="project">The project.</param>
    /// <param name="needed">The least role that may.</param>
    public static AccessDecision Decide(Mapper? who, ItemProject project, ItemRole needed)
    {
        ArgumentNullException.ThrowIfNull(project);
        return who is null ? AccessDecision.NotSignedIn
            : needed == ItemRole.Reader ? AccessDecision.Allowed
            : who.Role == MapperRole.ReadOnly ? AccessDecision.Blocked
            : project.Archived && needed < ItemRole.Manager ? AccessDecision.NotPublished
            : RoleOf(who, project) >= needed ? AccessDecision.Allowed
            : AccessDecision.NotManager;
    }

    /// <summary>Returns the role of somebody who signed in.</summary>
    public static ItemRole RoleOf(Mapper who, ItemProject project)
    {
        ArgumentNullException.ThrowIfNull(who);
        ArgumentNullException.ThrowIfNull(project);
        return who.Role == MapperRole.Admin || who.Id == project.OwnerId ? ItemRole.Manager
            : project.Settings.Roles.TryGetValue(who.Id, out var role) ? role
            : project.Settings.Everybody;
    }
}
