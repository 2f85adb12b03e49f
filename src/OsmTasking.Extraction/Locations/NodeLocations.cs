namespace OsmTasking.Extraction.Locations;

/// <summary>Where nodes are: about 10 bytes a node, whatever the highest id, in pages of 65,536 ids.</summary>
/// <remarks>Fill it, <see cref="Freeze"/> it, then ask it, from as many threads as you like.</remarks>
public sealed class NodeLocations
{
    private readonly Dictionary<long, Page> _pages = [];
    private long _lastPageId = long.MinValue;
    private Page? _lastPage;
    private bool _frozen;

    /// <summary>Gets the number of nodes added; one added twice counts twice until the store is frozen.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a node. Of one added twice the last location counts.</summary>
    /// <param name="id">The node.</param>
    /// <param name="longitude">Longitude in 1e-7 degrees.</param>
    /// <param name="latitude">Latitude in 1e-7 degrees.</param>
    /// <exception cref="InvalidOperationException">The store is frozen.</exception>
    public void Add(long id, int longitude, int latitude)
    {
        if (_frozen)
        {
            throw new InvalidOperationException("The store is frozen: locations are added before ways are read.");
        }

        var pageId = id >> 16;
        if (pageId != _lastPageId)
        {
            _lastPage = _pages.TryGetValue(pageId, out var known) ? known : _pages[pageId] = new Page();
            _lastPageId = pageId;
        }

        _lastPage!.Add((ushort)id, longitude, latitude);
        Count++;
    }

    /// <summary>Sorts what came unsorted. After this the store only answers.</summary>
    public void Freeze()
    {
        foreach (var page in _pages.Values)
        {
            page.Freeze();
        }

        _frozen = true;
    }

    /// <summary>Finds a node.</summary>
    /// <returns><see langword="false"/> when it was never added.</returns>
    public bool TryGet(long id, out int longitude, out int latitude)
    {
        (longitude, latitude) = (0, 0);
        return _pages.TryGetValue(id >> 16, out var page) && page.TryGet((ushort)id, out longitude, out latitude);
    }

    private sealed class Page
    {
        private ushort[] _ids = new ushort[8];
        private (int Longitude, int Latitude)[] _places = new (int, int)[8];
        private int _count;
        private bool _sorted = true;

        internal void Add(ushort id, int longitude, int latitude)
        {
            if (_count == _ids.Length)
            {
                Array.Resize(ref _ids, Math.Min(_count * 2, 1 << 20));
                Array.Resize(ref _places, _ids.Length);
            }

            _sorted &= _count == 0 || _ids[_count - 1] < id;
            (_ids[_count], _places[_count]) = (id, (longitude, latitude));
            if (++_count == 1 << 18)
            {
                Freeze(); // Many versions of the same nodes: keep the last ones only.
            }
        }

        internal void Freeze()
        {
            if (_sorted)
            {
                return;
            }

            var last = new SortedDictionary<ushort, (int, int)>();
            for (var index = 0; index < _count; index++)
            {
                last[_ids[index]] = _places[index];
            }

            _count = 0;
            foreach (var (id, place) in last)
            {
                (_ids[_count], _places[_count++]) = (id, place);
            }

            _sorted = true;
        }

        internal bool TryGet(ushort id, out int longitude, out int latitude)
        {
            var index = _ids.AsSpan(0, _count).BinarySearch(id);
            (longitude, latitude) = index >= 0 ? _places[index] : default;
            return index >= 0;
        }
    }
}
