namespace OsmTasking.Core.Grids.Balance;

/// <summary>How an area is split into tasks of equal work.</summary>
public sealed record BalanceOptions
{
    /// <summary>Gets the minutes a task should take.</summary>
    /// <value>More than 0. Ignored when <see cref="TaskCount"/> is set. The default is 30.</value>
    public double TargetMinutes { get; init; } = 30;

    /// <summary>Gets the number of tasks wanted.</summary>
    /// <value>1 to <see cref="BalancedSplit.MostTasks"/>; null, the default, to follow from <see cref="TargetMinutes"/>.</value>
    public int? TaskCount { get; init; }

    /// <summary>Gets by how much of the mean a task may be larger where a smoother border is to be had for it.</summary>
    /// <value>0 to 1. The default is 0.1.</value>
    public double Tolerance { get; init; } = 0.1;

    /// <summary>Gets whether borders follow roads, rivers and railways where they can.</summary>
    /// <value>The default is false: the most compact tasks.</value>
    public bool FollowLines { get; init; }
}

/// <summary>How far a balanced split has come.</summary>
/// <param name="Done">Tasks that are final.</param>
/// <param name="Total">Tasks there will be.</param>
public readonly record struct BalanceProgress(int Done, int Total);
