using System.Runtime.InteropServices;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Locations;

/// <summary>Takes a page of locations.</summary>
/// <param name="first">The first id the page may have.</param>
/// <param name="offsets">What to add to it for the id of each node; ascending.</param>
/// <param name="places">Where the nodes are; as many.</param>
public delegate void LocationVisitor(long first, ReadOnlySpan<ushort> offsets, ReadOnlySpan<OsmLocation> places);

/// <summary>Where nodes are: 8 to 10.3 bytes a node, whatever the highest id, in pages of 65,536 ids.</summary>
/// <remarks>
/// Fill it from one thread, <see cref="Freeze"/> it, then ask it through readers, from as many threads as you like. Nodes in the order of
/// their ids, as files have them, go straight into pages; others wait, at 24 bytes each, and are put in their places at the end.
/// Beside the nodes there are 16 bytes for each page that has one, and 16 KiB for each 67 million ids in which there is one.
/// </remarks>
public sealed class NodeLocations : IDisposable
{
    private const int DirectoryBits = 10;
    private const int PagesPerDirectory = 1 << DirectoryBits;
    private const long MostDirectories = 1 << 20; // Ids up to 7e13; those beyond, and the negative ones, are kept apart.

    private readonly LocationPool _pool;
    private readonly Dictionary<long, LocationPage> _far = [];
    private readonly List<(long Id, int Order, ulong Place)> _late = [];
    private LocationPage[]?[] _directories = [];
    private ushort[] _ids = new ushort[65_536];
    private ulong[] _places = new ulong[65_536];
    private long _page = long.MinValue;
    private int _filled;
    private bool _frozen;

    /// <summary>Creates an empty store.</summary>
    /// <param name="path">
    /// A file to hold the locations, mapped into memory: for more nodes than the memory holds. It must not exist and is deleted with the
    /// store. The default is ordinary memory.
    /// </param>
    /// <exception cref="IOException">The file exists or cannot be made.</exception>
    public NodeLocations(string? path = null) => _pool = new LocationPool(path);

    /// <summary>Gets the number of nodes added; one added twice counts twice.</summary>
    public long Count { get; private set; }

    /// <summary>Gets the bytes that locations take.</summary>
    public long LengthInBytes => _pool.Length;

    /// <summary>Gets whether any node lies outside 180° W to 180° E or 90° S to 90° N.</summary>
    internal bool AnyOffGlobe { get; private set; }

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

        Count++;
        AnyOffGlobe |= !PackedLocation.IsOnGlobe(longitude, latitude);
        var place = PackedLocation.Pack(longitude, latitude);
        if (id >> 16 > _page)
        {
            FinishPage();
            _page = id >> 16;
        }
        else if (id >> 16 < _page || (ushort)id <= _ids[_filled - 1])
        {
            _late.Add((id, _late.Count, place));
            return;
        }

        (_ids[_filled], _places[_filled]) = ((ushort)id, place);
        _filled++;
    }

    /// <summary>Adds the visible nodes of a block.</summary>
    internal void AddVisible(OsmBlock block)
    {
        foreach (ref readonly var node in block.Nodes)
        {
            if (node.Info.Visible)
            {
                Add(node.Id, node.Longitude, node.Latitude);
            }
        }
    }

    /// <summary>Puts what came out of order in its place. After this the store only answers.</summary>
    public void Freeze()
    {
        if (_frozen)
        {
            return;
        }

        FinishPage();
        CollectionsMarshal.AsSpan(_late).Sort();
        for (int from = 0, to = 0; from < _late.Count; from = to)
        {
            _page = _late[from].Id >> 16;
            while (to < _late.Count && _late[to].Id >> 16 == _page)
            {
                to++;
            }

            Merge(CollectionsMarshal.AsSpan(_late)[from..to]);
            FinishPage();
        }

        _late.Clear();
        _late.TrimExcess();
        (_ids, _places, _frozen) = ([], [], true);
    }

    /// <summary>Finds a node.</summary>
    /// <returns><see langword="false"/> when it was never added.</returns>
    public bool TryGet(long id, out int longitude, out int latitude)
    {
        var found = PageOf(id >> 16).TryGet((ushort)id, out var place);
        (longitude, latitude) = found ? (PackedLocation.Longitude(place), PackedLocation.Latitude(place)) : (0, 0);
        return found;
    }

    /// <summary>Hands over all nodes, page by page of 65,536 ids, ascending within a page.</summary>
    /// <param name="visit">Receives a page; the spans are only valid during the call.</param>
    /// <exception cref="InvalidOperationException">The store is not frozen.</exception>
    public void Visit(LocationVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        if (!_frozen)
        {
            throw new InvalidOperationException("The store is not frozen: some nodes may not be in their places yet.");
        }

        var (ids, packed, places) = (new ushort[65_536], new ulong[65_536], new OsmLocation[65_536]);
        foreach (var (page, content) in Pages())
        {
            content.CopyTo(ids, packed);
            for (var i = 0; i < content.Count; i++)
            {
                places[i] = new OsmLocation(PackedLocation.Longitude(packed[i]), PackedLocation.Latitude(packed[i]));
            }

            visit(page << 16, ids.AsSpan(0, content.Count), places.AsSpan(0, content.Count));
        }
    }

    /// <summary>Gives the memory back, and deletes the file if there is one. No reader may be in use.</summary>
    public void Dispose()
    {
        _pool.Dispose();
        _directories = [];
        _far.Clear();
    }

    internal LocationPage PageOf(long page)
    {
        var directory = page >> DirectoryBits;
        return (ulong)directory < (ulong)_directories.Length ? _directories[directory] is { } pages ? pages[page & (PagesPerDirectory - 1)] : default
            : _far.Count > 0 && _far.TryGetValue(page, out var far) ? far : default;
    }

    /// <summary>Gets the pages that hold nodes, each with the high part of its ids: ascending, but for those far off, which come last.</summary>
    internal IEnumerable<(long Number, LocationPage Page)> Pages()
    {
        for (var directory = 0; directory < _directories.Length; directory++)
        {
            for (var page = 0; _directories[directory] is { } pages && page < pages.Length; page++)
            {
                if (!pages[page].IsEmpty)
                {
                    yield return (((long)directory << DirectoryBits) + page, pages[page]);
                }
            }
        }

        foreach (var (number, page) in _far.OrderBy(far => far.Key))
        {
            yield return (number, page);
        }
    }

    private void FinishPage()
    {
        if (_filled == 0)
        {
            return;
        }

        var written = LocationPage.Write(_pool, _ids.AsSpan(0, _filled), _places.AsSpan(0, _filled));
        _filled = 0;
        var directory = _page >> DirectoryBits;
        if (directory is < 0 or >= MostDirectories)
        {
            _far[_page] = written;
            return;
        }

        if (directory >= _directories.Length)
        {
            Array.Resize(ref _directories, (int)Math.Max(directory + 1, _directories.Length * 2));
        }

        (_directories[directory] ??= new LocationPage[PagesPerDirectory])[_page & (PagesPerDirectory - 1)] = written;
    }

    private void Merge(ReadOnlySpan<(long Id, int Order, ulong Place)> late)
    {
        var old = PageOf(_page);
        var (ids, places) = (new ushort[old.Count], new ulong[old.Count]);
        old.CopyTo(ids, places);
        for (int i = 0, j = 0; i < ids.Length || j < late.Length;)
        {
            var take = j == late.Length || (i < ids.Length && ids[i] < (ushort)late[j].Id);
            var (id, place) = take ? (ids[i], places[i]) : ((ushort)late[j].Id, late[j].Place);
            i += !take && i < ids.Length && ids[i] == id ? 1 : 0; // What came later counts.
            _filled += _filled > 0 && _ids[_filled - 1] == id ? 0 : 1;
            (_ids[_filled - 1], _places[_filled - 1]) = (id, place);
            (i, j) = take ? (i + 1, j) : (i, j + 1);
        }
    }
}
