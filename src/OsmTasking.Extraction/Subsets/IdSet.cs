namespace OsmTasking.Extraction.Subsets;

/// <summary>A set of ids: one bit each, in pages of 2,048 ids (256 bytes) that exist only where there are any.</summary>
internal sealed class IdSet
{
    private const int PageBits = 11;
    private const int Words = (1 << PageBits) / 64;

    private readonly Dictionary<long, ulong[]> _pages = [];
    private long _lastId = long.MinValue;
    private ulong[] _last = [];

    internal long Count { get; private set; }

    internal void Add(long id)
    {
        if (id >> PageBits != _lastId)
        {
            _lastId = id >> PageBits;
            if (!_pages.TryGetValue(_lastId, out var page))
            {
                _pages.Add(_lastId, page = new ulong[Words]);
            }

            _last = page;
        }

        ref var word = ref _last[(int)(id >> 6) & (Words - 1)];
        var bit = 1UL << (int)(id & 63);
        Count += (word & bit) == 0 ? 1 : 0;
        word |= bit;
    }

    internal bool Contains(long id) =>
        _pages.TryGetValue(id >> PageBits, out var page) && (page[(int)(id >> 6) & (Words - 1)] & (1UL << (int)(id & 63))) != 0;
}
