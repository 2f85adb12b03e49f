namespace OsmTasking.Core.Tasks;

/// <summary>
/// What one mapper holds, over all projects: one task to map, or one set of tasks to validate. There is one lease a
/// mapper; writing it by compare-and-swap is what keeps a mapper who clicks twice from getting two tasks.
/// </summary>
/// <param name="MapperId">The mapper.</param>
/// <param name="Version">Raised by one with every write; 0 before the first.</param>
/// <param name="ProjectId">Where the tasks are.</param>
/// <param name="Purpose">What they are held for.</param>
/// <param name="Tasks">Their numbers, ascending; empty when the mapper holds nothing.</param>
/// <param name="ExpiresAt">The first instant without the locks; they all end together.</param>
public sealed record MapperLease(long MapperId, long Version, long ProjectId, LockPurpose Purpose, IReadOnlyList<int> Tasks, DateTimeOffset ExpiresAt)
{
    /// <summary>The lease of a mapper who never held anything.</summary>
    public static MapperLease None(long mapperId) => new(mapperId, 0, 0, LockPurpose.Mapping, [], DateTimeOffset.MinValue);

    /// <summary>Whether the mapper holds anything at <paramref name="now"/>.</summary>
    public bool IsLive(DateTimeOffset now) => Tasks.Count > 0 && ExpiresAt > now;
}
