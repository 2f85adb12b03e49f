namespace OsmTasking.Core.Access;

/// <summary>What somebody may want to do.</summary>
public enum AccessAction
{
    /// <summary>See a project, its tasks and everything exported from it.</summary>
    View,

    /// <summary>Make a project.</summary>
    CreateProject,

    /// <summary>Edit, publish or delete a project, or move all of its tasks.</summary>
    Manage,

    /// <summary>Map its tasks.</summary>
    Map,

    /// <summary>Validate its tasks.</summary>
    Validate,

    /// <summary>Say something about a task.</summary>
    Comment,
}

/// <summary>The answer to an <see cref="AccessAction"/>.</summary>
public enum AccessDecision
{
    /// <summary>Go ahead.</summary>
    Allowed,

    /// <summary>Sign in first.</summary>
    NotSignedIn,

    /// <summary>The account is blocked.</summary>
    Blocked,

    /// <summary>The project is a draft, or archived.</summary>
    NotPublished,

    /// <summary>The project is private.</summary>
    Private,

    /// <summary>Only managers may.</summary>
    NotManager,

    /// <summary>Only members of the project's teams may.</summary>
    NotInTeam,

    /// <summary>Only more experienced mappers may.</summary>
    LevelTooLow,
}
