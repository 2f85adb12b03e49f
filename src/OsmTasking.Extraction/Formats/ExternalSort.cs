using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Formats;

/// <summary>Receives what was sorted; the bytes are valid only during the call.</summary>
internal delegate void SortedVisitor(ulong key, ReadOnlySpan<byte> payload);

/// <summary>Sorts more than fits in memory by key; what has the same key stays in the order it came in.</summary>
/// <remarks>Full memory is sorted and becomes a run on disk; runs are merged. Files are gone when this is disposed of, or the process dies.</remarks>
internal sealed class ExternalSort : IDisposable
{
    private const int MostRuns = 64;
    private const int EntryLength = 16;
    private readonly string _folder;
    private readonly int _memory;
    private readonly List<Entry> _entries = [];
    private readonly List<SortedRun> _runs = [];
    private byte[] _bytes = new byte[1 << 16];
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
            // Growing by doubling stops at the limit, unless one payload alone is beyond it.
            Array.Resize(ref _bytes, (int)Math.Max(Math.Min(2L * _bytes.Length, Math.Max(_memory, _bytes.Length)), (long)_length + payload.Length));
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
        Merge(visit);
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
        if (_runs.Count == MostRuns)
        {
            var merged = new SortedRun(_folder);
            try
            {
                Merge(merged.Write);
            }
            catch
            {
                merged.Dispose();
                throw;
            }

            _runs.ForEach(one => one.Dispose());
            _runs.Clear();
            _runs.Add(merged); // The oldest comes first.
        }

        var run = new SortedRun(_folder);
        _runs.Add(run);
        VisitMemory(run.Write);
    }

    private void Merge(SortedVisitor visit)
    {
        var heads = new PriorityQueue<int, (ulong Key, int Run)>();
        for (var i = 0; i < _runs.Count; i++)
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
            visit(run.Key, run.Payload);
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
    private byte[] _payload = [];
    private int _length;

    internal ulong Key { get; private set; }

    internal ReadOnlySpan<byte> Payload => _payload.AsSpan(0, _length);

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
        _length = BinaryPrimitives.ReadInt32LittleEndian(_head.AsSpan(8));
        if (_payload.Length < _length)
        {
            _payload = new byte[Math.Max(_length, 2 * _payload.Length)];
        }

        _file.ReadExactly(_payload.AsSpan(0, _length));
        return true;
    }
}
