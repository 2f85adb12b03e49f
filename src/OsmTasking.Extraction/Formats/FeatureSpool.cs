namespace OsmTasking.Extraction.Formats;

/// <summary>Features put by in a file of their own until their order is known; in memory only where each is and its box: 24 bytes a feature.</summary>
internal sealed class FeatureSpool : IDisposable
{
    private const int PageSize = 1 << 16;
    private const int BatchBytes = 32 << 20;

    private readonly List<Entry[]> _pages = [];
    private readonly FileStream _file;
    private long _length;

    internal FeatureSpool(string path) => _file = new(path, new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.ReadWrite,
        Options = FileOptions.DeleteOnClose,
        BufferSize = 1 << 16,
    });

    internal int Count { get; private set; }

    /// <summary>Gets the box around all features.</summary>
    internal StepBox Extent { get; private set; } = StepBox.Empty;

    /// <summary>Puts a feature by.</summary>
    /// <exception cref="FormatLimitException">There are 2,147,483,591 already.</exception>
    internal void Add(ReadOnlySpan<byte> feature, StepBox box)
    {
        if (Count == Array.MaxLength)
        {
            throw new FormatLimitException($"An indexed file holds {Array.MaxLength} features at most; take a smaller area or fewer kinds.");
        }

        if (Count % PageSize == 0)
        {
            _pages.Add(new Entry[PageSize]);
        }

        _pages[Count / PageSize][Count % PageSize] = new(box, _length);
        _file.Write(feature);
        _length += feature.Length;
        Extent = Extent.With(box);
        Count++;
    }

    internal StepBox Box(int index) => _pages[index / PageSize][index % PageSize].Box;

    /// <summary>Gets the number of bytes of a feature.</summary>
    internal int Length(int index) => (int)(End(index) - Start(index));

    /// <summary>Copies the features out in another order; <paramref name="order"/> has the index of each in its lower half.</summary>
    /// <remarks>
    /// As many as fit into 32 MiB are read in the order of the file, for a disk goes forward faster than to and fro. A feature larger than that is
    /// read alone.
    /// </remarks>
    internal void CopyTo(Stream output, ReadOnlySpan<ulong> order)
    {
        _file.Flush();
        var batch = new List<(long Start, int Target, int Length)>();
        var bytes = Array.Empty<byte>();
        while (!order.IsEmpty)
        {
            var size = 0;
            batch.Clear();
            foreach (var place in order)
            {
                var length = Length((int)(uint)place);
                if (batch.Count > 0 && length > BatchBytes - size)
                {
                    break;
                }

                batch.Add((Start((int)(uint)place), size, length));
                size += length;
            }

            order = order[batch.Count..];
            batch.Sort();
            if (bytes.Length < size)
            {
                bytes = new byte[order.IsEmpty ? size : Math.Max(size, BatchBytes)];
            }

            foreach (var (start, target, length) in batch)
            {
                Read(start, bytes.AsSpan(target, length));
            }

            output.Write(bytes.AsSpan(0, size));
        }
    }

    /// <summary>Returns the features in the order of the Hilbert curve over their boxes' centres; 8 bytes a feature.</summary>
    internal ulong[] HilbertOrder()
    {
        var order = new ulong[Count];
        var (width, height) = (Math.Max(1, (double)Extent.East - Extent.West), Math.Max(1, (double)Extent.North - Extent.South));
        for (var i = 0; i < order.Length; i++)
        {
            var box = Box(i);
            var x = box.IsEmpty ? 0 : (uint)(HilbertCurve.Max * ((((double)box.West + box.East) / 2) - Extent.West) / width);
            var y = box.IsEmpty ? 0 : (uint)(HilbertCurve.Max * ((((double)box.South + box.North) / 2) - Extent.South) / height);
            order[i] = ((ulong)HilbertCurve.Distance(x, y) << 32) | (uint)i;
        }

        Array.Sort(order);
        return order;
    }

    public void Dispose() => _file.Dispose();

    private void Read(long start, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, bytes, start);
            if (read == 0)
            {
                throw new EndOfStreamException($"{_file.Name} was cut short while it was in use.");
            }

            bytes = bytes[read..];
            start += read;
        }
    }

    private long Start(int index) => _pages[index / PageSize][index % PageSize].Start;

    private long End(int index) => index + 1 == Count ? _length : Start(index + 1);

    private readonly record struct Entry(StepBox Box, long Start);
}
