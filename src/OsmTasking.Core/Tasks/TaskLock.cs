namespace OsmTasking.Core.Tasks;

/// <summary>What a lock is for.</summary>
public enum LockPurpose
{
    /// <summary>To map.</summary>
    Mapping = 1,

    /// <summary>To validate.</summary>
    Validation = 3,
}

/// <summary>A mapper's exclusive hold on a task, for a limited time.</summary>
/// <param name="HolderId">The mapper.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Since">When it was taken; an extension does not move it.</param>
/// <param name="ExpiresAt">The first instant without the lock.</param>
public sealed record TaskLock(long HolderId, LockPurpose Purpose, DateTimeOffset Since, DateTimeOffset ExpiresAt)
{
    /// <summary>Whether the lock still holds at <paramref name="now"/>.</summary>
    public bool IsLive(DateTimeOffset now) => ExpiresAt > now;
}
