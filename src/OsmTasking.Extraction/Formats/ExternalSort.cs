using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Formats;

/// <summary>Receives what was sorted; the bytes are valid only during the call.</summary>
internal delegate void SortedVisitor(ulong key, ReadOnlySpan<byte> payload);

/// <summary>Sorts more than fits in memory by key; what has the same key stays in the order it came in.</summary>
/// <remarks>Full memory is sorted and becomes a run on disk; 32 runs that were merged as often become one. Files are gone when this is disposed of, or the process dies.</remarks>
internal sealed class ExternalSort : IDisposable
{
    private const int MostRuns = 32;
    private const int EntryLength = 16;
    private const int FirstStep = 1 << 20;
    private readonly string _folder;
    private readonly int _memory;
    private readonly List<Entry> _entries = [];
    private readonly List<SortedRun> _runs = [];
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Begins.</summary>
    /// <param name="folder">For the runs.</param>
    /// <param name="memory">Bytes to use before a run is written.</param>
    internal ExternalSort(string folder, int memory) => (_folder, _memory) = (folder, memory);

    internal int Runs => _runs.Count;

    public void Dispose()
    {
        _runs.ForEach(run => run.Dispose());
        _runs.Clear();
    }

    internal void Add(ulong key, ReadOnlySpan<byte> payload)
    {
        if (_entries.Count > 0 && (long)_length + payload.Length + (EntryLength * (_entries.Count + 1L)) > _memory)
        {
            WriteRun();
        }

        if (_bytes.Length - _length < payload.Length)
        {
            Grow(payload.Length);
        }

        payload.CopyTo(_bytes.AsSpan(_length));
        _entries.Add(new(key, _length, payload.Length));
        _length += payload.Length;
    }

    /// <summary>Visits everything in order, once.</summary>
    internal void Read(SortedVisitor visit)
    {
        if (_runs.Count == 0)
        {
            VisitMemory(visit);
            return;
        }

        WriteRun();
        _bytes = [];
        _entries.TrimExcess();
        Merge(0, visit);
    }

    // One step, then all that is allowed at once: each step is garbage for a while. One payload may be beyond it alone.
    private void Grow(int length)
    {
        var least = (long)_length + length;
        var next = least <= FirstStep ? FirstStep : Math.Max(_memory, least);
        Array.Resize(ref _bytes, (int)Math.Min(next, Array.MaxLength));
    }

    private void VisitMemory(SortedVisitor visit)
    {
        var entries = CollectionsMarshal.AsSpan(_entries);
        entries.Sort((a, b) => a.Key != b.Key ? a.Key.CompareTo(b.Key) : a.Start.CompareTo(b.Start) is var order && order != 0 ? order : a.Length.CompareTo(b.Length));
        foreach (var entry in entries)
        {
            visit(entry.Key, _bytes.AsSpan(entry.Start, entry.Length));
        }

        _entries.Clear();
        _length = 0;
    }

    private void WriteRun()
    {
        var run = new SortedRun(_folder);
        _runs.Add(run);
        VisitMemory(run.Write);

        // As in counting: 32 of one kind make one of the next, so that nothing is written more often than the number of runs has digits.
        while (_runs.Count >= MostRuns && _runs[^MostRuns].Merges == _runs[^1].Merges)
        {
            MergeLast();
        }
    }

    private void MergeLast()
    {
        var merged = new SortedRun(_folder) { Merges = _runs[^1].Merges + 1 };
        try
        {
            Merge(_runs.Count - MostRuns, merged.Write);
        }
        catch
        {
            merged.Dispose();
            throw;
        }

        _runs[^MostRuns..].ForEach(run => run.Dispose());
        _runs.RemoveRange(_runs.Count - MostRuns, MostRuns);
        _runs.Add(merged); // Older ones stand before it.
    }

    private void Merge(int from, SortedVisitor visit)
    {
        var heads = new PriorityQueue<int, (ulong Key, int Run)>();
        byte[] payload = []; // One for all runs: each of them has a large one somewhere.
        for (var i = from; i < _runs.Count; i++)
        {
            _runs[i].Rewind();
            if (_runs[i].TryRead())
            {
                heads.Enqueue(i, (_runs[i].Key, i));
            }
        }

        while (heads.TryDequeue(out var first, out _))
        {
            var run = _runs[first];
            if (payload.Length < run.Length)
            {
                payload = new byte[Math.Max(run.Length, 2 * payload.Length)];
            }

            run.Read(payload.AsSpan(0, run.Length));
            visit(run.Key, payload.AsSpan(0, run.Length));
            if (run.TryRead())
            {
                heads.Enqueue(first, (run.Key, first));
            }
        }
    }

    private readonly record struct Entry(ulong Key, int Start, int Length);
}

/// <summary>A sorted part on disk: key, length, payload, and so on.</summary>
internal sealed class SortedRun(string folder) : IDisposable
{
    private readonly FileStream _file = ScratchFile.Create(Path.Combine(folder, $"osmtasking-sort-{Guid.NewGuid():N}.tmp"));
    private readonly byte[] _head = new byte[12];

    /// <summary>Gets the key that stands next.</summary>
    internal ulong Key { get; private set; }

    /// <summary>Gets the bytes of its payload, which is to be read before the next key.</summary>
    internal int Length { get; private set; }

    /// <summary>Gets how often what is in it was merged.</summary>
    internal int Merges { get; init; }

    public void Dispose() => _file.Dispose();

    internal void Write(ulong key, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_head, key);
        BinaryPrimitives.WriteInt32LittleEndian(_head.AsSpan(8), payload.Length);
        _file.Write(_head);
        _file.Write(payload);
    }

    internal void Rewind() => _file.Position = 0;

    internal bool TryRead()
    {
        var read = _file.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
        if (read == 0)
        {
            return false;
        }

        Key = BinaryPrimitives.ReadUInt64LittleEndian(_head);
        Length = BinaryPrimitives.ReadInt32LittleEndian(_head.AsSpan(8));
        return true;
    }

    internal void Read(Span<byte> payload) => _file.ReadExactly(payload);
}
