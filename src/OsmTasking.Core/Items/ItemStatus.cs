namespace OsmTasking.Core.Items;

/// <summary>What is known about an item; the statuses of to-fix, and one more for what vanished from the data by itself.</summary>
public enum ItemStatus
{
    /// <summary>Waits for somebody. The only status that is handed out.</summary>
    Open = 0,

    /// <summary>Somebody fixed it.</summary>
    Fixed = 1,

    /// <summary>Somebody looked: there is nothing wrong.</summary>
    NotError = 2,

    /// <summary>It cannot be fixed from here.</summary>
    Unfixable = 3,

    /// <summary>Somebody with more experience has to look.</summary>
    Escalated = 4,

    /// <summary>Somebody else confirmed the fix.</summary>
    FixedVerified = 5,

    /// <summary>Somebody else confirmed that nothing is wrong.</summary>
    NotErrorVerified = 6,

    /// <summary>Somebody else confirmed that it cannot be fixed.</summary>
    UnfixableVerified = 7,

    /// <summary>The data no longer shows it. Not a status of to-fix: only imports that mark what is missing give it.</summary>
    AlreadyFixed = 8,
}

/// <summary>Facts about statuses.</summary>
public static class ItemStatuses
{
    private static readonly string[] Names =
    [
        "open", "fixed", "noterror", "unfixable", "escalated", "fixed-verified", "noterror-verified", "unfixable-verified", "alreadyfixed",
    ];

    /// <summary>Gets every status.</summary>
    public static IReadOnlyList<ItemStatus> All { get; } = Enum.GetValues<ItemStatus>();

    /// <summary>Returns the name that to-fix uses on the wire.</summary>
    public static string Name(this ItemStatus status) => Names[(int)status];

    /// <summary>Reads a name; <see langword="null"/> when there is no such status.</summary>
    public static ItemStatus? Parse(string? name) => Array.IndexOf(Names, name) is >= 0 and var index ? (ItemStatus)index : null;

    /// <summary>Whether reaching the status ends the work of whoever holds the item, so that the lease is given back.</summary>
    public static bool EndsWork(this ItemStatus status) =>
        status is ItemStatus.Fixed or ItemStatus.NotError or ItemStatus.Unfixable or ItemStatus.Escalated or ItemStatus.AlreadyFixed;
}
