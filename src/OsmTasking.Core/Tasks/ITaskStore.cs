namespace OsmTasking.Core.Tasks;

/// <summary>Keeps tasks. Safe for use by many threads and many processes at once.</summary>
/// <remarks>
/// The store decides nothing: it writes what <see cref="TaskMachine"/> decided if the versions still match. Every
/// method throws <see cref="StoreException"/> when the store itself fails, and
/// <see cref="OperationCanceledException"/> when the token fires first. A cancelled or failed write may or may not
/// have happened: repeat it with the same Idempotency-Key, or read again before deciding anew.
/// </remarks>
public interface ITaskStore
{
    /// <summary>Reads tasks, split ones included, by ascending number.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="numbers">Which tasks, or <see langword="null"/> for all. Numbers that do not exist are left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<MappingTask>> ReadAsync(long projectId, IReadOnlyList<int>? numbers, CancellationToken cancellationToken = default);

    /// <summary>Streams shapes by ascending number, those of split tasks included.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="numbers">Which tasks, or <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    IAsyncEnumerable<TaskOutline> OutlinesAsync(long projectId, IReadOnlyList<int>? numbers, CancellationToken cancellationToken = default);

    /// <summary>Reads the tasks written since a cursor. None is ever missed; one may come twice.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="since">A cursor from an earlier call, or 0 for everything.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<TaskChanges> ChangesAsync(long projectId, long since, CancellationToken cancellationToken = default);

    /// <summary>Reads history, newest first.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="number">One task, or <see langword="null"/> for the whole project.</param>
    /// <param name="skip">How many events to pass over, from 0.</param>
    /// <param name="take">How many to return at the most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<TaskEvent>> HistoryAsync(long projectId, int? number, int skip, int take, CancellationToken cancellationToken = default);

    /// <summary>Returns the highest task number of the project, 0 when it has no tasks. It grows with every split.</summary>
    ValueTask<int> LastNumberAsync(long projectId, CancellationToken cancellationToken = default);

    /// <summary>Returns the mapper's lease; <see cref="MapperLease.None"/> when there never was one.</summary>
    ValueTask<MapperLease> LeaseAsync(long mapperId, CancellationToken cancellationToken = default);

    /// <summary>Returns the answer kept under an Idempotency-Key, or <see langword="null"/>.</summary>
    ValueTask<StoredAnswer?> AnswerAsync(long projectId, long mapperId, string key, CancellationToken cancellationToken = default);

    /// <summary>Writes everything or nothing; returns after it is on disk.</summary>
    ValueTask<WriteResult> WriteAsync(TaskWrite write, CancellationToken cancellationToken = default);
}

/// <summary>Tasks that changed, and the cursor to ask with next time.</summary>
public sealed record TaskChanges(long Cursor, IReadOnlyList<MappingTask> Tasks);
