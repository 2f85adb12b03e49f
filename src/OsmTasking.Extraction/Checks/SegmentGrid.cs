using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Checks;

/// <summary>
/// Finds the segments of lines near a place: the globe in cells of 2^14 steps (182 m from south to north), each segment in every cell it goes through.
/// </summary>
/// <remarks>
/// One number of 8 bytes for each segment and cell, sorted: 18 bits of column, 17 of row, 29 of segment. Segments through more than 64 cells
/// (6 to 11 km without a node) are left out, and of a hostile file the longer ones once there would be more than 8 cells a segment.
/// </remarks>
internal sealed class SegmentGrid
{
    internal const int CellBits = 14;
    private const int SegmentBits = 29;
    private const int MostCellsOfOne = 64;
    private const uint West = 0x8000_0000 - PackedLocation.MaxLongitude;
    private const uint South = 0x8000_0000 - PackedLocation.MaxLatitude;

    private GrowingArray<ulong> _entries = new();

    internal SegmentGrid(LineTable lines)
    {
        if (lines.Places.Length >= 1 << SegmentBits)
        {
            throw new OsmFormatException($"The source has highways of {lines.Places.Length} positions; the checks take at most {1 << SegmentBits} at once: check parts of it.");
        }

        Lines = lines;
        var places = lines.Places;
        foreach (ref readonly var line in lines.Lines)
        {
            if ((line.Use & (WayUse.Highway | WayUse.Barrier)) == WayUse.None || (line.Use & (WayUse.Surface | WayUse.Clipped)) != WayUse.None)
            {
                continue;
            }

            for (var i = line.Start; i + 1 < line.End; i++)
            {
                if (places[i] != places[i + 1])
                {
                    Add(i, places[i], places[i + 1]);
                }
            }
        }

        Sort();
    }

    internal LineTable Lines { get; }

    /// <summary>Gets all entries; entries of one cell are neighbours, in the order of their segments.</summary>
    internal ReadOnlySpan<ulong> Entries => _entries.Span;

    internal static ulong CellOf(ulong entry) => entry >> SegmentBits;

    internal static int SegmentOf(ulong entry) => (int)(entry & ((1UL << SegmentBits) - 1));

    internal static int Column(ulong place) => (int)(((uint)(place >> 32) - West) >> CellBits);

    internal static int Row(ulong place) => (int)(((uint)place - South) >> CellBits);

    /// <summary>Gets the entries of a cell.</summary>
    internal ReadOnlySpan<ulong> Cell(int column, int row)
    {
        var entries = Entries;
        var from = FirstFrom(entries, Key(column, row));
        var to = from;
        var cell = CellNumber(column, row);
        while (to < entries.Length && CellOf(entries[to]) == cell)
        {
            to++;
        }

        return entries[from..to];
    }

    private static ulong CellNumber(int column, int row) => ((ulong)(uint)column << 17) | (uint)row;

    private static ulong Key(int column, int row) => CellNumber(column, row) << SegmentBits;

    private static int FirstFrom(ReadOnlySpan<ulong> entries, ulong key)
    {
        var (low, high) = (0, entries.Length);
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) >> 1);
            (low, high) = entries[middle] < key ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Add(int segment, ulong a, ulong b)
    {
        if (b < a)
        {
            (a, b) = (b, a);
        }

        int west = Column(a), east = Column(b), one = Row(a), other = Row(b);
        if (west == east && one == other)
        {
            _entries.Add(Key(west, one) | (uint)segment);
            return;
        }

        var cells = east - west + Math.Abs(other - one) + 1;
        if (cells > MostCellsOfOne || (cells > 8 && _entries.Count > 8L * segment + 1_000_000))
        {
            return;
        }

        // Column by column from west to east: the rows between where the segment enters and leaves it.
        double ax = PackedLocation.Longitude(a), ay = PackedLocation.Latitude(a), slope = (PackedLocation.Latitude(b) - ay) / (PackedLocation.Longitude(b) - ax);
        for (var column = west; column <= east; column++)
        {
            var enters = column == west ? one : RowAt(column);
            var leaves = column == east ? other : RowAt(column + 1);
            for (var row = Math.Min(enters, leaves); row <= Math.Max(enters, leaves); row++)
            {
                _entries.Add(Key(column, row) | (uint)segment);
            }
        }

        int RowAt(int column)
        {
            var x = ((double)column * (1 << CellBits)) - PackedLocation.MaxLongitude;
            var row = (int)Math.Floor((ay + ((x - ax) * slope) + PackedLocation.MaxLatitude) / (1 << CellBits));
            return Math.Clamp(row, Math.Min(one, other), Math.Max(one, other));
        }
    }

    /// <summary>Sorts by cell, 12 bits at a time from the lowest; segments were added in order and stay so.</summary>
    private void Sort()
    {
        var from = _entries.Span;
        var to = new ulong[_entries.Count].AsSpan();
        var starts = new int[4096];
        for (var shift = SegmentBits; shift < 64; shift += 12)
        {
            Array.Clear(starts);
            foreach (var entry in from)
            {
                starts[(int)(entry >> shift) & 4095]++;
            }

            var before = 0;
            for (var i = 0; i < starts.Length; i++)
            {
                (starts[i], before) = (before, before + starts[i]);
            }

            foreach (var entry in from)
            {
                to[starts[(int)(entry >> shift) & 4095]++] = entry;
            }

            var swap = from;
            from = to;
            to = swap;
        }

        from.CopyTo(_entries.Span); // Three turns: the last one is in the other array.
    }
}
