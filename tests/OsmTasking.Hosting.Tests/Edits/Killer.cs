using OsmTasking.Core.Edits;
using OsmTasking.Hosting.Edits;

namespace OsmTasking.Hosting.Tests.Edits;

/// <summary>The worker's process ended here.</summary>
internal sealed class KilledException : Exception
{
    public KilledException()
        : base("killed")
    {
    }
}

/// <summary>Ends a worker before or after one of its steps: every call of the store, of OSM or of the items is one.</summary>
internal sealed class Killer(int step, bool after)
{
    private int _step;

    internal int Steps => _step;

    internal async ValueTask<T> StepAsync<T>(Func<ValueTask<T>> call)
    {
        var mine = ++_step == step;
        if (mine && !after)
        {
            throw new KilledException();
        }

        var result = await call();
        return mine ? throw new KilledException() : result;
    }
}

internal sealed class KilledStore(IEditStore store, Killer killer) : IEditStore
{
    public ValueTask<Edit> AddAsync(Edit edit, CancellationToken cancellationToken = default) => store.AddAsync(edit, cancellationToken);

    public ValueTask<Edit?> FindAsync(Guid id, CancellationToken cancellationToken = default) => store.FindAsync(id, cancellationToken);

    public ValueTask<IReadOnlyList<Edit>> ListAsync(long mapperId, IReadOnlyList<EditState> states, int most, CancellationToken cancellationToken = default) =>
        killer.StepAsync(() => store.ListAsync(mapperId, states, most, cancellationToken));

    public ValueTask<IReadOnlyList<Edit>> LatestAsync(long mapperId, int most, CancellationToken cancellationToken = default) => store.LatestAsync(mapperId, most, cancellationToken);

    public ValueTask<bool> TrySaveAsync(Edit edit, CancellationToken cancellationToken = default) => store.TrySaveAsync(edit, cancellationToken);

    public ValueTask<EditLease?> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken = default) => killer.StepAsync(() => store.ClaimAsync(lease, cancellationToken));

    public ValueTask<bool> TrySaveAsync(EditLease held, IReadOnlyList<Edit> edits, TimeSpan lease, CancellationToken cancellationToken = default) =>
        killer.StepAsync(() => store.TrySaveAsync(held, edits, lease, cancellationToken));

    public ValueTask<bool> ReleaseAsync(EditLease held, EditTurn turn, TimeSpan pause, CancellationToken cancellationToken = default) =>
        killer.StepAsync(() => store.ReleaseAsync(held, turn, pause, cancellationToken));

    public ValueTask WakeAsync(long mapperId, CancellationToken cancellationToken = default) => store.WakeAsync(mapperId, cancellationToken);
}

internal sealed class KilledApi(IOsmApi api, Killer killer) : IOsmApi
{
    public ValueTask<OsmAnswer<long>> CreateChangesetAsync(string token, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken = default) =>
        killer.StepAsync(() => api.CreateChangesetAsync(token, tags, cancellationToken));

    public ValueTask<OsmAnswer<IReadOnlyList<UploadedElement>>> UploadAsync(string token, long changeset, IReadOnlyList<ElementChange> changes, CancellationToken cancellationToken = default) =>
        killer.StepAsync(() => api.UploadAsync(token, changeset, changes, cancellationToken));

    public ValueTask<OsmAnswer<bool>> CloseChangesetAsync(string token, long changeset, CancellationToken cancellationToken = default) =>
        killer.StepAsync(() => api.CloseChangesetAsync(token, changeset, cancellationToken));

    public ValueTask<OsmAnswer<OsmChangeset>> ReadChangesetAsync(string token, long changeset, CancellationToken cancellationToken = default) =>
        killer.StepAsync(() => api.ReadChangesetAsync(token, changeset, cancellationToken));

    public ValueTask<OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>> ReadElementsAsync(string token, IReadOnlyCollection<OsmElementId> elements, CancellationToken cancellationToken = default) =>
        killer.StepAsync(() => api.ReadElementsAsync(token, elements, cancellationToken));

    public ValueTask<OsmAnswer<OsmElement>> ReadVersionAsync(string token, OsmElementId element, int version, CancellationToken cancellationToken = default) =>
        killer.StepAsync(() => api.ReadVersionAsync(token, element, version, cancellationToken));
}

internal sealed class KilledItems(IEditedItems items, Killer killer) : IEditedItems
{
    public async ValueTask CompleteAsync(Edit edit, CancellationToken cancellationToken = default) => await killer.StepAsync(async () =>
    {
        await items.CompleteAsync(edit, cancellationToken);
        return true;
    });
}
