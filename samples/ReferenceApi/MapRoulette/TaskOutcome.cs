using OsmTasking.Core.Items;

namespace ReferenceApi.MapRoulette;

/// <summary>MapRoulette's statuses and ours. Pure. Section 2.2 of the reference.</summary>
internal static class TaskOutcome
{
    internal const int Created = 0;
    internal const int Skipped = 3;
    internal const int Deleted = 4;

    private static readonly int[] AfterNone = [1, 2, 3, 5, 6];
    private static readonly int[] AfterFixedOfOwn = [2, 5, 6];
    private static readonly int[] AfterNotAnIssue = [1];
    private static readonly int[] AfterNotAnIssueOfOwn = [1, 5, 6];
    private static readonly int[] AfterAlreadyFixedOfOwn = [1, 2, 6];

    internal static int Number(ItemStatus status) => status switch
    {
        ItemStatus.Open => Created,
        ItemStatus.Fixed or ItemStatus.FixedVerified => 1,
        ItemStatus.NotError or ItemStatus.NotErrorVerified => 2,
        ItemStatus.AlreadyFixed => 5,
        _ => 6,
    };

    /// <summary>Returns the status that a number stands for; null for skipped, deleted, and those that items do not have.</summary>
    internal static ItemStatus? Status(int number) => number switch
    {
        0 => ItemStatus.Open,
        1 => ItemStatus.Fixed,
        2 => ItemStatus.NotError,
        5 => ItemStatus.AlreadyFixed,
        6 => ItemStatus.Unfixable,
        _ => null,
    };

    /// <summary>Whether one status may follow another.</summary>
    /// <param name="from">The number of the present one.</param>
    /// <param name="to">The number of the next.</param>
    /// <param name="own">Whether the caller gave the present one: they may revise it.</param>
    internal static bool MayFollow(int from, int to, bool own) => from == to || ((from, own) switch
    {
        (0 or 6, _) => AfterNone,
        (1, true) => AfterFixedOfOwn,
        (2, true) => AfterNotAnIssueOfOwn,
        (2, false) => AfterNotAnIssue,
        (5, true) => AfterAlreadyFixedOfOwn,
        _ => [],
    }).Contains(to);
}
