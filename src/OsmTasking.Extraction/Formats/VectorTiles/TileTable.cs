namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>The keys or the values of a layer, each once, as fields of the tile; numbered as they come. Nothing is allocated for one of them.</summary>
/// <param name="field">The number of their field.</param>
internal sealed class TileTable(int field)
{
    private readonly TileBytes _fields = new();
    private Item[] _items = new Item[64];

    // Open addressing: the number of an item and 1, or 0; twice as many as items, a power of two.
    private int[] _slots = new int[128];
    private int _count;

    /// <summary>Gets the fields.</summary>
    internal TileBytes Fields => _fields;

    internal void Clear()
    {
        if (_count > 0)
        {
            Array.Clear(_slots);
        }

        _count = 0;
        _fields.Clear();
    }

    /// <summary>Returns the number of an item.</summary>
    internal int Number(ReadOnlySpan<byte> item)
    {
        var hash = new HashCode();
        hash.AddBytes(item);
        var code = hash.ToHashCode();
        var slot = code & (_slots.Length - 1);
        for (; _slots[slot] > 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            var known = _items[_slots[slot] - 1];
            if (known.Hash == code && _fields.Written.Slice(known.Start, known.Length).SequenceEqual(item))
            {
                return _slots[slot] - 1;
            }
        }

        _fields.Field(field, item);
        _items[_count] = new(code, _fields.Length - item.Length, item.Length);
        _slots[slot] = ++_count;
        if (_count == _items.Length)
        {
            Grow();
        }

        return _count - 1;
    }

    private void Grow()
    {
        Array.Resize(ref _items, 2 * _count);
        _slots = new int[4 * _count];
        for (var i = 0; i < _count; i++)
        {
            var slot = _items[i].Hash & (_slots.Length - 1);
            while (_slots[slot] > 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = i + 1;
        }
    }

    private readonly record struct Item(int Hash, int Start, int Length);
}
