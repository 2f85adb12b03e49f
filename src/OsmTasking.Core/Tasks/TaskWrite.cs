namespace OsmTasking.Core.Tasks;

/// <summary>Everything one accepted request writes: all of it in one transaction, or nothing.</summary>
/// <param name="ProjectId">The project; a write never spans two.</param>
/// <param name="Tasks">Tasks as they shall be. Each is written only if the stored version is its <c>Version - 1</c>.</param>
/// <param name="Events">History to add.</param>
public sealed record TaskWrite(long ProjectId, IReadOnlyList<MappingTask> Tasks, IReadOnlyList<TaskEvent> Events)
{
    /// <summary>Gets the mapper's lease as it shall be; written only if the stored version is its <c>Version - 1</c>.</summary>
    public MapperLease? Lease { get; init; }

    /// <summary>Gets new tasks, made by a split. A number that is taken makes the write a conflict.</summary>
    public IReadOnlyList<NewTask> Children { get; init; } = [];

    /// <summary>Gets the key under which the answer is kept for a repeated request.</summary>
    public StoredAnswer? Once { get; init; }
}

/// <summary>A task with its shape, before it is stored.</summary>
public sealed record NewTask(MappingTask Task, TaskOutline Outline);

/// <summary>The answer to a request that carried an Idempotency-Key.</summary>
/// <param name="MapperId">Who asked: keys of different mappers never meet.</param>
/// <param name="Key">The key, 1 to 200 characters.</param>
/// <param name="Fingerprint">A digest of the request: the same key with another request is refused.</param>
/// <param name="Answer">The answer.</param>
public sealed record StoredAnswer(long MapperId, string Key, string Fingerprint, string Answer);

/// <summary>What became of a <see cref="TaskWrite"/>.</summary>
public enum WriteResult
{
    /// <summary>All of it is on disk.</summary>
    Written,

    /// <summary>Another writer was first, or a task is gone. Nothing was written; read and decide again.</summary>
    Conflict,

    /// <summary>The Idempotency-Key has an answer already. Nothing was written; read the answer.</summary>
    Repeated,
}
