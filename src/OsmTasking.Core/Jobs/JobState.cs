namespace OsmTasking.Core.Jobs;

/// <summary>Where a job stands. The numbers are those of the stores.</summary>
public enum JobState
{
    /// <summary>Waits for a worker, perhaps until a later time.</summary>
    Queued = 0,

    /// <summary>A worker holds it for as long as its lease lives.</summary>
    Running = 1,

    /// <summary>Done: its result is there.</summary>
    Succeeded = 2,

    /// <summary>Given up: it failed for good, or too often. Kept as a dead letter, to be looked at and put back.</summary>
    Dead = 3,

    /// <summary>Called off. Whoever still works at it finds out within a second and publishes nothing.</summary>
    Cancelled = 4,
}

/// <summary>The queues. A worker empties the first before it looks at the second.</summary>
public enum JobQueueName
{
    /// <summary>Somebody waits for it.</summary>
    OnDemand = 0,

    /// <summary>Nobody waits: recurring work.</summary>
    Daily = 1,
}
