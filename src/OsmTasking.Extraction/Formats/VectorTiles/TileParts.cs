using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>The fragments of one tile in the order they came, of more than there is room for the largest. Reused.</summary>
/// <param name="room">Bytes of all fragments together, 1 to 1 GiB.</param>
internal sealed class TileParts(int room)
{
    private readonly TileBytes _bytes = new();
    private readonly List<Part> _parts = [];
    private readonly List<Part> _kept = [];

    // What is no larger finds no room any more: it comes after what was left out.
    private int _leastSize = -1;

    /// <summary>Gets the bytes of the fragments.</summary>
    internal int Bytes => _bytes.Length;

    internal int Count => _parts.Count;

    /// <summary>Gets how many the last <see cref="Keep"/> left.</summary>
    internal int KeptCount => _kept.Count;

    /// <summary>Gets how many found no room; a quarter of it is the most for one.</summary>
    internal int LeftOut { get; private set; }

    internal void Clear()
    {
        _bytes.Release();
        _parts.Clear();
        _kept.Clear();
        (_leastSize, LeftOut) = (-1, 0);
    }

    internal void Add(int size, ReadOnlySpan<byte> fragment)
    {
        if (_bytes.Length + (long)fragment.Length > room && size > _leastSize)
        {
            MakeRoom();
        }

        if (size <= _leastSize || fragment.Length > room / 4)
        {
            LeftOut++;
            return;
        }

        _parts.Add(new(size, _bytes.Length, fragment.Length));
        _bytes.Bytes(fragment);
    }

    /// <summary>Keeps the largest, of equals the first.</summary>
    internal void Keep(int count)
    {
        _kept.Clear();
        _kept.AddRange(_parts);
        if (count < _kept.Count)
        {
            SortBySize();
            CollectionsMarshal.SetCount(_kept, count);
            CollectionsMarshal.AsSpan(_kept).Sort((a, b) => a.Start.CompareTo(b.Start));
        }
    }

    internal ReadOnlySpan<byte> Kept(int index) => _bytes.Written.Slice(_kept[index].Start, _kept[index].Length);

    // A quarter of the room at once, so that this is seldom.
    private void MakeRoom()
    {
        Keep(_parts.Count);
        SortBySize();
        long bytes = 0;
        var count = _kept.FindIndex(part => (bytes += part.Length) > room / 4 * 3L);
        if (count < 0)
        {
            return; // It is the new one that has no room anywhere.
        }

        _leastSize = _kept[count].Size;
        LeftOut += _parts.Count - count;
        Keep(count);
        _parts.Clear();
        var end = 0;
        foreach (var part in _kept)
        {
            _bytes.Move(part.Start, end, part.Length);
            _parts.Add(part with { Start = end });
            end += part.Length;
        }

        _bytes.Shorten(end);
    }

    private void SortBySize() =>
        CollectionsMarshal.AsSpan(_kept).Sort((a, b) => a.Size != b.Size ? b.Size.CompareTo(a.Size) : a.Start.CompareTo(b.Start));

    private readonly record struct Part(int Size, int Start, int Length);
}
