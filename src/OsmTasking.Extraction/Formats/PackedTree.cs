using System.Buffers.Binary;

namespace OsmTasking.Extraction.Formats;

/// <summary>A box in steps of 1e-7 degrees; empty when west lies east of east.</summary>
internal readonly record struct StepBox(int West, int South, int East, int North)
{
    internal static readonly StepBox Empty = new(int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);

    internal bool IsEmpty => West > East;

    /// <summary>Returns the smallest box of whole steps around one in degrees.</summary>
    internal static StepBox Around((double West, double South, double East, double North) bounds) => bounds.West > bounds.East
        ? Empty
        : new(Down(bounds.West), Down(bounds.South), -Down(-bounds.East), -Down(-bounds.North));

    internal StepBox With(StepBox other) =>
        new(Math.Min(West, other.West), Math.Min(South, other.South), Math.Max(East, other.East), Math.Max(North, other.North));

    // Positions are whole steps but for those where lines were cut at a border.
    private static int Down(double degrees)
    {
        var nearest = (int)Math.Round(degrees * 1e7);
        return nearest / 1e7 <= degrees ? nearest : nearest - 1;
    }
}

/// <summary>The packed Hilbert R-tree of FlatGeobuf: 16 children a node, 40 bytes an entry, the root first and the leaves last.</summary>
/// <remarks>Holds the entries above the leaves: 2.7 bytes a leaf.</remarks>
internal sealed class PackedTree
{
    /// <summary>Children of a node.</summary>
    internal const int NodeSize = 16;

    /// <summary>Bytes of an entry: four doubles and an offset.</summary>
    internal const int EntryBytes = 40;

    // From just above the leaves up to the root.
    private readonly List<StepBox[]> _levels = [];

    /// <summary>Makes room for a number of leaves, at least 1.</summary>
    internal PackedTree(long leaves)
    {
        var count = leaves;
        do
        {
            count = (count + NodeSize - 1) / NodeSize;
            var level = new StepBox[count];
            Array.Fill(level, StepBox.Empty);
            _levels.Add(level);
        }
        while (count > 1);
    }

    /// <summary>Counts a leaf in, in any order.</summary>
    internal void Add(long leaf, StepBox box)
    {
        var node = leaf / NodeSize;
        _levels[0][node] = _levels[0][node].With(box);
    }

    /// <summary>Writes the entries above the leaves, when all have been added. The leaves follow in their order.</summary>
    internal void WriteUpper(Stream output)
    {
        for (var level = 1; level < _levels.Count; level++)
        {
            for (var i = 0; i < _levels[level - 1].Length; i++)
            {
                _levels[level][i / NodeSize] = _levels[level][i / NodeSize].With(_levels[level - 1][i]);
            }
        }

        long firstChild = 0;
        for (var level = _levels.Count - 1; level >= 0; level--)
        {
            firstChild += _levels[level].Length;
            for (var i = 0; i < _levels[level].Length; i++)
            {
                // What an entry above the leaves refers to is the number of its first child among all entries.
                WriteEntry(_levels[level][i], firstChild + ((long)i * NodeSize), output);
            }
        }
    }

    /// <summary>Writes an entry; of a leaf, the offset is that of its feature from the first feature, in bytes.</summary>
    internal static void WriteEntry(StepBox box, long offset, Stream output)
    {
        Span<byte> bytes = stackalloc byte[EntryBytes];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, box.West / 1e7);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[8..], box.South / 1e7);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[16..], box.East / 1e7);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[24..], box.North / 1e7);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], offset);
        output.Write(bytes);
    }
}
