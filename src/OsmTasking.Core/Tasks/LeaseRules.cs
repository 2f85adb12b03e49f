namespace OsmTasking.Core.Tasks;

/// <summary>What a mapper may hold: one task to map or one set to validate, over all projects. Pure.</summary>
internal static class LeaseRules
{
    /// <summary>Whether taking these tasks is a repetition of what the lease already says.</summary>
    internal static bool IsSame(MapperLease lease, long projectId, LockPurpose purpose, IReadOnlyList<int> numbers) =>
        lease.ProjectId == projectId && lease.Purpose == purpose && lease.Tasks.SequenceEqual(numbers);

    /// <summary>The lease after taking tasks.</summary>
    internal static MapperLease Take(MapperLease lease, long projectId, LockPurpose purpose, IReadOnlyList<int> numbers, DateTimeOffset expiresAt) =>
        lease with { Version = lease.Version + 1, ProjectId = projectId, Purpose = purpose, Tasks = numbers, ExpiresAt = expiresAt };

    /// <summary>The lease after tasks were given back.</summary>
    internal static MapperLease Release(MapperLease lease, IReadOnlyCollection<int> numbers) =>
        lease with { Version = lease.Version + 1, Tasks = [.. lease.Tasks.Where(number => !numbers.Contains(number))] };

    /// <summary>The lease after its tasks were extended.</summary>
    internal static MapperLease Extend(MapperLease lease, DateTimeOffset expiresAt) =>
        lease with { Version = lease.Version + 1, ExpiresAt = expiresAt };
}
