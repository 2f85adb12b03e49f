using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Geometries;

/// <summary>The locations of ways that relations need, kept from the pass over ways to the pass over relations.</summary>
/// <remarks>About 4 bytes for each node reference and 20 bytes for each way asked for; nothing for other ways.</remarks>
internal sealed class MemberWays
{
    private const int ChunkLength = 1 << 20;

    private GrowingArray<long> _wanted = new();
    private readonly List<byte[]> _chunks = [];
    private long[] _ids = [];
    private (int Chunk, int Start, int Length)[] _places = [];
    private int _used;

    internal void Want(long way) => _wanted.Add(way);

    /// <summary>Ends the asking; must come before the first <see cref="Keep"/>.</summary>
    internal void Freeze()
    {
        // While this goes on all else waits, so it goes on in two halves.
        var half = _wanted.Count / 2;
        Parallel.Invoke(() => _wanted.Span[..half].Sort(), () => _wanted.Span[half..].Sort());
        _ids = new long[Merge(_wanted.Span[..half], _wanted.Span[half..], default)];
        Merge(_wanted.Span[..half], _wanted.Span[half..], _ids);
        _places = new (int, int, int)[_ids.Length];
        _wanted = new();
    }

    /// <summary>Tells whether a way is wanted. Safe from several threads at once.</summary>
    /// <param name="way">The way.</param>
    /// <param name="hint">Where the one before was found, and where this one was: ways come in the order of their ids.</param>
    internal bool Wants(long way, ref int hint)
    {
        if (hint < _ids.Length && _ids[hint] < way)
        {
            while (hint < _ids.Length && _ids[hint] < way)
            {
                if (hint + 16 < _ids.Length && _ids[hint + 16] < way)
                {
                    var found = Array.BinarySearch(_ids, hint + 16, _ids.Length - hint - 16, way);
                    hint = found >= 0 ? found : ~found;
                    break;
                }

                hint++;
            }
        }
        else if (hint > 0 && _ids[hint - 1] >= way)
        {
            var found = Array.BinarySearch(_ids, 0, hint, way);
            hint = found >= 0 ? found : ~found;
        }

        return hint < _ids.Length && _ids[hint] == way;
    }

    /// <summary>Keeps ways.</summary>
    internal void Keep(KeptWays ways)
    {
        for (var i = 0; i < ways.Count; i++)
        {
            var packed = ways.Get(i, out var index);
            if (_chunks.Count == 0 || _used + packed.Length > _chunks[^1].Length)
            {
                _chunks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(ChunkLength, packed.Length)));
                _used = 0;
            }

            packed.CopyTo(_chunks[^1].AsSpan(_used));
            _places[index] = (_chunks.Count - 1, _used, packed.Length);
            _used += packed.Length;
        }
    }

    /// <summary>Gets the locations of a way.</summary>
    /// <param name="way">The way.</param>
    /// <param name="into">Receives them, in the place of what it holds.</param>
    /// <returns><see langword="false"/> when it was not in the source, or not all of it.</returns>
    internal bool TryGet(long way, ref GrowingArray<ulong> into)
    {
        into.Clear();
        var index = Array.BinarySearch(_ids, way);
        if (index < 0 || _places[index].Length == 0)
        {
            return false;
        }

        var (chunk, start, length) = _places[index];
        ReadOnlySpan<byte> rest = _chunks[chunk].AsSpan(start, length);
        for (long longitude = 0, latitude = 0; !rest.IsEmpty;)
        {
            longitude += Varints.ReadSigned(ref rest);
            latitude += Varints.ReadSigned(ref rest);
            into.Add(PackedLocation.Pack((int)longitude, (int)latitude));
        }

        return true;
    }

    /// <summary>Merges sorted ids, each once, if there is anything to merge them into.</summary>
    /// <returns>How many they are.</returns>
    private static int Merge(ReadOnlySpan<long> low, ReadOnlySpan<long> high, Span<long> into)
    {
        var (count, last) = (0, 0L);
        while (!low.IsEmpty || !high.IsEmpty)
        {
            ref var from = ref high.IsEmpty || (!low.IsEmpty && low[0] <= high[0]) ? ref low : ref high;
            if (count == 0 || from[0] != last)
            {
                last = from[0];
                if (!into.IsEmpty)
                {
                    into[count] = last;
                }

                count++;
            }

            from = from[1..];
        }

        return count;
    }
}

/// <summary>Ways a lane has found that relations need, each location as the differences from the one before.</summary>
internal sealed class KeptWays
{
    private GrowingArray<(int Index, int End)> _ways = new();
    private GrowingArray<byte> _packed = new();

    internal int Count => _ways.Count;

    /// <summary>Adds a way; one without locations is left out.</summary>
    /// <param name="index">Its place among the wanted ways.</param>
    /// <param name="locations">Its locations.</param>
    internal void Add(int index, ReadOnlySpan<ulong> locations)
    {
        if (locations.IsEmpty)
        {
            return;
        }

        var before = _packed.Count;
        var room = _packed.Extend(2 * Varints.Most * locations.Length);
        var length = 0;
        long longitude = 0, latitude = 0;
        foreach (var location in locations)
        {
            var (x, y) = (PackedLocation.Longitude(location), PackedLocation.Latitude(location));
            length += Varints.WriteSigned(room[length..], x - longitude);
            length += Varints.WriteSigned(room[length..], y - latitude);
            (longitude, latitude) = (x, y);
        }

        _packed.Shrink(before + length);
        _ways.Add((index, _packed.Count));
    }

    internal ReadOnlySpan<byte> Get(int way, out int index)
    {
        (index, var end) = _ways[way];
        return _packed.Span[(way == 0 ? 0 : _ways[way - 1].End)..end];
    }

    internal void Clear()
    {
        _ways.Clear();
        _packed.Clear();
    }
}
