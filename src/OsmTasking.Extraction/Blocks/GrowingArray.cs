namespace OsmTasking.Extraction.Blocks;

/// <summary>An array that grows and keeps its size when it is emptied; a list without the checks of one.</summary>
internal struct GrowingArray<T>()
{
    private T[] _items = [];

    internal int Count { readonly get; private set; }

    internal readonly Span<T> Span => _items.AsSpan(0, Count);

    internal readonly ref T this[int index] => ref _items[index];

    internal void Clear() => Count = 0;

    internal void Add(in T item)
    {
        if (Count == _items.Length)
        {
            Grow(1);
        }

        _items[Count++] = item;
    }

    /// <summary>Adds items and returns where to write them; what is there before is whatever was there.</summary>
    internal Span<T> Extend(int count)
    {
        if (_items.Length - Count < count)
        {
            Grow(count);
        }

        Count += count;
        return _items.AsSpan(Count - count, count);
    }

    /// <summary>Takes the last items away.</summary>
    internal void Shrink(int count) => Count = count;

    private void Grow(int count) =>
        Array.Resize(ref _items, (int)Math.Min(Array.MaxLength, Math.Max(Math.Max(16L, checked(Count + count)), _items.Length * 3L / 2)));
}
