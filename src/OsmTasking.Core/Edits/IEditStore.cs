namespace OsmTasking.Core.Edits;

/// <summary>A worker's right to act for a mapper: one at a time, so that edits of one mapper go to OSM one after the other.</summary>
/// <param name="MapperId">The mapper.</param>
/// <param name="Token">The fencing token: raised with every claim; whoever shows an old one is refused.</param>
/// <param name="Asked">How many times the mapper had asked when it was given.</param>
/// <param name="Failures">How many runs have ended with a pause since the last good one.</param>
public readonly record struct EditLease(long MapperId, long Token, long Asked, int Failures);

/// <summary>How a worker's turn ends.</summary>
public enum EditTurn
{
    /// <summary>Nothing is left to do.</summary>
    Done,

    /// <summary>Something is left: another turn, at once or after the pause.</summary>
    Again,

    /// <summary>The mapper may not write: nothing happens until they sign in again.</summary>
    Blocked,
}

/// <summary>Keeps edits, and is the only authority on them. Safe for use by many threads and many processes at once.</summary>
/// <remarks>
/// The rules are those of <see cref="EditMachine"/>. Durations go in: only the store's own clock judges a lease. Every method throws
/// <see cref="StoreException"/> when the store itself fails, and <see cref="OperationCanceledException"/> when the token fires first; whether a write then
/// happened is not known: read again before deciding anew.
/// </remarks>
public interface IEditStore
{
    /// <summary>Keeps a new edit. The same id once more changes nothing.</summary>
    /// <returns>The edit as it is kept.</returns>
    /// <exception cref="ArgumentException">A field is out of its range (<see cref="EditRules"/>).</exception>
    ValueTask<Edit> AddAsync(Edit edit, CancellationToken cancellationToken = default);

    /// <summary>Returns an edit, or <see langword="null"/>.</summary>
    ValueTask<Edit?> FindAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Lists the edits of a mapper in some states, oldest first.</summary>
    ValueTask<IReadOnlyList<Edit>> ListAsync(long mapperId, IReadOnlyList<EditState> states, int most, CancellationToken cancellationToken = default);

    /// <summary>Lists the latest edits of a mapper: those that are not through before those that are closed or withdrawn, the newest first among each.</summary>
    ValueTask<IReadOnlyList<Edit>> LatestAsync(long mapperId, int most, CancellationToken cancellationToken = default);

    /// <summary>Writes what the mapper did to an edit, if its stored version is still one less. A queued edit gives its mapper a turn.</summary>
    /// <returns><see langword="false"/> when another writer was first.</returns>
    ValueTask<bool> TrySaveAsync(Edit edit, CancellationToken cancellationToken = default);

    /// <summary>Takes the right to act for a mapper whose turn it is, for as long as the lease lives.</summary>
    /// <returns>The right, or <see langword="null"/> when nobody has a turn.</returns>
    ValueTask<EditLease?> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Writes what the worker did: all of it or nothing, and only with the present lease, which begins anew.</summary>
    /// <returns><see langword="false"/> when the lease is another's by now, or another writer was first with one of the edits.</returns>
    ValueTask<bool> TrySaveAsync(EditLease held, IReadOnlyList<Edit> edits, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Gives the right back.</summary>
    /// <param name="held">The right.</param>
    /// <param name="turn">What comes next. What the mapper asked for since is never forgotten.</param>
    /// <param name="pause">How long until the next turn; more than zero counts as a failure.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="false"/> when the right is another's by now.</returns>
    ValueTask<bool> ReleaseAsync(EditLease held, EditTurn turn, TimeSpan pause, CancellationToken cancellationToken = default);

    /// <summary>A blocked mapper may write again, having signed in: their turn comes at once. Does nothing to others.</summary>
    ValueTask WakeAsync(long mapperId, CancellationToken cancellationToken = default);
}

/// <summary>Completes the items that applied edits belong to.</summary>
public interface IEditedItems
{
    /// <summary>Marks the item of an edit as fixed by its mapper. Called until it returns; doing it again must change nothing.</summary>
    ValueTask CompleteAsync(Edit edit, CancellationToken cancellationToken = default);
}

/// <summary>Knows the mappers' rights to write.</summary>
public interface IEditTokens
{
    /// <summary>Returns the OAuth 2 token of a mapper with the scope <c>write_api</c>, or <see langword="null"/> when there is none.</summary>
    ValueTask<string?> FindAsync(long mapperId, CancellationToken cancellationToken = default);
}
