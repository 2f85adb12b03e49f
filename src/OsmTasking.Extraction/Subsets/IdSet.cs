namespace OsmTasking.Extraction.Subsets;

/// <summary>A set of ids: one bit each, in pages of 65,536 ids (8 KiB) that exist only where there are any.</summary>
internal sealed class IdSet
{
    private const int Words = 65_536 / 64;

    private readonly Dictionary<long, ulong[]> _pages = [];
    private long _lastId = long.MinValue;
    private ulong[] _last = [];

    internal long Count { get; private set; }

    internal void Add(long id)
    {
        if (id >> 16 != _lastId)
        {
            _lastId = id >> 16;
            if (!_pages.TryGetValue(_lastId, out var page))
            {
                _pages.Add(_lastId, page = new ulong[Words]);
            }

            _last = page;
        }

        ref var word = ref _last[(int)(id & 0xffff) >> 6];
        var bit = 1UL << (int)(id & 63);
        Count += (word & bit) == 0 ? 1 : 0;
        word |= bit;
    }

    internal bool Contains(long id) =>
        _pages.TryGetValue(id >> 16, out var page) && (page[(int)(id & 0xffff) >> 6] & (1UL << (int)(id & 63))) != 0;
}
