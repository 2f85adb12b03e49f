namespace OsmTasking.Extraction.Geometries;

/// <summary>The locations of ways that relations need, kept from the pass over ways to the pass over relations.</summary>
/// <remarks>8 bytes for each node reference and 24 bytes for each way asked for; nothing for other ways.</remarks>
internal sealed class MemberWays
{
    private const int ChunkLength = 1 << 17;

    private readonly HashSet<long> _wanted = [];
    private readonly List<ulong[]> _chunks = [];
    private long[] _ids = [];
    private (int Chunk, int Start, int Length)[] _places = [];
    private int _used;

    internal void Want(long way) => _wanted.Add(way);

    /// <summary>Ends the asking; must come before the first <see cref="Keep"/>.</summary>
    internal void Freeze()
    {
        _ids = new long[_wanted.Count];
        _wanted.CopyTo(_ids);
        _wanted.Clear();
        _wanted.TrimExcess();
        Array.Sort(_ids);
        _places = new (int, int, int)[_ids.Length];
    }

    internal bool Wants(long way) => Array.BinarySearch(_ids, way) >= 0;

    internal void Keep(long way, ReadOnlySpan<ulong> locations)
    {
        var index = Array.BinarySearch(_ids, way);
        if (locations.IsEmpty || index < 0)
        {
            return;
        }

        if (_chunks.Count == 0 || _used + locations.Length > _chunks[^1].Length)
        {
            _chunks.Add(new ulong[Math.Max(ChunkLength, locations.Length)]);
            _used = 0;
        }

        locations.CopyTo(_chunks[^1].AsSpan(_used));
        _places[index] = (_chunks.Count - 1, _used, locations.Length);
        _used += locations.Length;
    }

    /// <summary>Gets the locations of a way.</summary>
    /// <returns><see langword="false"/> when it was not in the source, or not all of it.</returns>
    internal bool TryGet(long way, out ReadOnlySpan<ulong> locations)
    {
        var index = Array.BinarySearch(_ids, way);
        if (index < 0 || _places[index].Length == 0)
        {
            locations = default;
            return false;
        }

        var (chunk, start, length) = _places[index];
        locations = _chunks[chunk].AsSpan(start, length);
        return true;
    }
}
