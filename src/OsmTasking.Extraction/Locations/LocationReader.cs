using System.Runtime.CompilerServices;

namespace OsmTasking.Extraction.Locations;

/// <summary>Asks a frozen store; remembers the page, since the nodes of a way mostly share one. One for each thread.</summary>
internal struct LocationReader(NodeLocations nodes)
{
    private LocationPage _page;
    private long _pageId = long.MinValue;

    /// <summary>Finds a node.</summary>
    /// <param name="id">The node.</param>
    /// <param name="place">Where it is, packed.</param>
    /// <returns><see langword="false"/> when it is not in the store.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryGet(long id, out ulong place)
    {
        if (id >> 16 != _pageId)
        {
            Turn(id >> 16);
        }

        return _page.TryGet((ushort)id, out place);
    }

    private void Turn(long page)
    {
        _page = nodes.PageOf(page);
        _pageId = page;
    }
}
