using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace OsmTasking.Extraction.Formats;

/// <summary>The packed Hilbert R-tree of FlatGeobuf: 16 children a node, 40 bytes an entry, the root first and the leaves last.</summary>
/// <remarks>
/// Entries are written while the leaves come, each level at its own place in the file: how many entries a level has follows from the number of leaves.
/// Memory: a node and 64 KB to write for each level, of which there are 8 for two thousand million leaves.
/// </remarks>
internal sealed class PackedTree
{
    /// <summary>Children of a node.</summary>
    internal const int NodeSize = 16;

    /// <summary>Bytes of an entry: four doubles and an offset.</summary>
    internal const int EntryBytes = 40;

    // From the leaves up to the root.
    private readonly List<Level> _levels = [];
    private readonly SafeFileHandle _file;

    /// <summary>Begins a tree.</summary>
    /// <param name="file">The file, open to write.</param>
    /// <param name="position">Where in it the tree begins.</param>
    /// <param name="leaves">How many leaves will be added, at least 1.</param>
    internal PackedTree(SafeFileHandle file, long position, long leaves)
    {
        _file = file;
        List<long> counts = [leaves];
        while (counts.Count == 1 || counts[^1] > 1)
        {
            counts.Add((counts[^1] + NodeSize - 1) / NodeSize);
        }

        foreach (var count in counts)
        {
            Entries += count;
            _levels.Add(new());
        }

        var first = Entries;
        for (var level = 0; level < counts.Count; level++)
        {
            first -= counts[level];
            (_levels[level].First, _levels[level].Position) = (first, position + (first * EntryBytes));
        }

        End = position + (Entries * EntryBytes);
    }

    /// <summary>Gets where in the file the tree ends.</summary>
    internal long End { get; }

    private long Entries { get; }

    /// <summary>Adds the next leaf.</summary>
    /// <param name="box">The box of its feature.</param>
    /// <param name="offset">Where that begins, from the first feature, in bytes.</param>
    internal void Add(StepBox box, long offset) => Add(0, box, offset);

    /// <summary>Ends the last nodes and writes what waits, when all leaves have been added.</summary>
    internal void Complete()
    {
        for (var level = 0; level < _levels.Count; level++)
        {
            if (_levels[level].Count % NodeSize > 0)
            {
                EndNode(level);
            }

            Flush(_levels[level]);
        }
    }

    private void Add(int number, StepBox box, long refersTo)
    {
        var level = _levels[number];
        if (level.Waiting == level.Bytes.Length)
        {
            Flush(level);
        }

        WriteEntry(box, refersTo, level.Bytes.AsSpan(level.Waiting));
        level.Waiting += EntryBytes;
        level.Count++;
        level.Node = level.Node.With(box);
        if (level.Count % NodeSize == 0)
        {
            EndNode(number);
        }
    }

    private void EndNode(int number)
    {
        var level = _levels[number];
        if (number + 1 < _levels.Count)
        {
            // What an entry above the leaves refers to is the number of its first child among all entries.
            Add(number + 1, level.Node, level.First + ((level.Count - 1) / NodeSize * NodeSize));
        }

        level.Node = StepBox.Empty;
    }

    private void Flush(Level level)
    {
        RandomAccess.Write(_file, level.Bytes.AsSpan(0, level.Waiting), level.Position);
        level.Position += level.Waiting;
        level.Waiting = 0;
    }

    private static void WriteEntry(StepBox box, long refersTo, Span<byte> bytes)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, box.West / 1e7);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[8..], box.South / 1e7);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[16..], box.East / 1e7);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[24..], box.North / 1e7);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], refersTo);
    }

    private sealed class Level
    {
        /// <summary>Gets or sets the number of the first entry among all.</summary>
        internal long First { get; set; }

        /// <summary>Gets or sets where in the file the next bytes go.</summary>
        internal long Position { get; set; }

        /// <summary>Gets or sets how many entries there are so far.</summary>
        internal long Count { get; set; }

        /// <summary>Gets or sets the box around the entries of the node that has begun.</summary>
        internal StepBox Node { get; set; } = StepBox.Empty;

        internal byte[] Bytes { get; } = new byte[1600 * EntryBytes];

        internal int Waiting { get; set; }
    }
}
