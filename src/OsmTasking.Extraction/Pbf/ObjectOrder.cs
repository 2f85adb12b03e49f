using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>
/// Watches the order of objects: nodes, ways, relations; each by id, those up to 0 first, by their distance from 0; versions ascending.
/// So does <c>osmium sort</c>.
/// </summary>
internal sealed class ObjectOrder
{
    private (OsmKind Kind, bool Positive, ulong Distance, int Version) _last;
    private bool _any;

    /// <summary>Gets whether all objects so far came in order.</summary>
    internal bool IsSorted { get; private set; } = true;

    /// <summary>Gets whether objects so far came in several versions, one after another, or deleted.</summary>
    internal bool HasHistory { get; private set; }

    internal void Take(OsmKind kind, long id, in OsmInfo info)
    {
        var next = (kind, id > 0, id < 0 ? unchecked((ulong)-id) : (ulong)id, info.Version);
        if (_any)
        {
            IsSorted &= _last.CompareTo(next) < 0;
            HasHistory |= (_last.Kind, _last.Positive, _last.Distance) == (next.kind, next.Item2, next.Item3);
        }

        HasHistory |= !info.Visible;
        (_last, _any) = (next, true);
    }
}
