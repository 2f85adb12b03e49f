namespace OsmTasking.Core.Jobs;

/// <summary>A request for work.</summary>
/// <param name="Id">The id it shall have. Repeat a request that got no answer with the same id: it is one job.</param>
/// <param name="Kind">Which handler does it; 1 to 100 characters.</param>
/// <param name="Payload">What the handler needs; at most <see cref="LongestPayload"/> characters, no U+0000.</param>
public sealed record NewJob(Guid Id, string Kind, string Payload)
{
    /// <summary>The default of <see cref="MaxAttempts"/>.</summary>
    public const int DefaultMaxAttempts = 3;

    /// <summary>The longest payload, in UTF-16 characters.</summary>
    public const int LongestPayload = 16 * 1024 * 1024;

    /// <summary>Gets the queue.</summary>
    public JobQueueName Queue { get; init; }

    /// <summary>Gets the rank within the queue, −100 to 100; the higher comes first.</summary>
    public int Priority { get; init; }

    /// <summary>Gets what equal requests have in common, 1 to 200 characters: while a job with this key waits, runs or has succeeded, it answers.</summary>
    public string? RequestKey { get; init; }

    /// <summary>Gets whose quota it counts against, 1 to 200 characters.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets how many jobs of this owner may wait or run at once, this one included; null for no limit.</summary>
    public int? MaxOpen { get; init; }

    /// <summary>Gets how many attempts may fail, 1 to 100.</summary>
    public int MaxAttempts { get; init; } = DefaultMaxAttempts;

    /// <summary>Gets how long to wait before the first attempt.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Stops a request that no store takes.</summary>
    /// <returns>The same request.</returns>
    /// <exception cref="ArgumentException">A field is out of its range; the message names field, limit and value.</exception>
    public NewJob OrThrow()
    {
        Check(Id != Guid.Empty, nameof(Id), "must not be empty", Id);
        Check(Kind is { Length: >= 1 and <= 100 }, nameof(Kind), "must have 1 to 100 characters", Kind);
        Check(Payload is { Length: <= LongestPayload }, nameof(Payload), $"must have at most {LongestPayload} characters", Payload?.Length);
        Check(!Payload!.Contains('\0', StringComparison.Ordinal), nameof(Payload), "must not contain U+0000", "one that does");
        Check(Enum.IsDefined(Queue), nameof(Queue), "must be a queue", Queue);
        Check(Priority is >= -100 and <= 100, nameof(Priority), "must be -100 to 100", Priority);
        Check(RequestKey is null or { Length: >= 1 and <= 200 }, nameof(RequestKey), "must have 1 to 200 characters", RequestKey?.Length);
        Check(Owner is null or { Length: >= 1 and <= 200 }, nameof(Owner), "must have 1 to 200 characters", Owner?.Length);
        Check(MaxOpen is null or >= 0, nameof(MaxOpen), "must not be negative", MaxOpen);
        Check(MaxAttempts is >= 1 and <= 100, nameof(MaxAttempts), "must be 1 to 100", MaxAttempts);
        Check(Delay >= TimeSpan.Zero && Delay <= TimeSpan.FromDays(366), nameof(Delay), "must be 0 to 366 days", Delay);
        return this;
    }

    private static void Check(bool holds, string field, string limit, object? value)
    {
        if (!holds)
        {
            throw new ArgumentException($"{field} {limit}; it is {value ?? "null"}.", field);
        }
    }
}

/// <summary>What became of a <see cref="NewJob"/>.</summary>
public abstract record EnqueueResult
{
    private EnqueueResult()
    {
    }

    /// <summary>The job waits.</summary>
    public sealed record Accepted(Job Job) : EnqueueResult;

    /// <summary>The same request waits, runs, or has its result already: that job is the answer.</summary>
    public sealed record Joined(Job Job) : EnqueueResult;

    /// <summary>The owner has as many jobs waiting or running as allowed.</summary>
    public sealed record OverQuota(int Open, int Limit) : EnqueueResult;
}
