using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Checks;

/// <summary>Two highways at one height that cross where they have no node in common: nobody can turn from one into the other.</summary>
/// <remarks>
/// <code>
///   fault                 fine: a node in common    fine: one is a bridge, or on another layer or floor
///         w2                    w2                        w2 bridge=yes
///         |                     |                         |
///   w1 ---+---            w1 ---o---                w1 -- | ---
///         |                     |                         |
/// </code>
/// Only lines that pass from one side of the other to its other side cross; ends that touch do not. Areas do not take part.
/// </remarks>
internal static class CrossingHighways
{
    /// <summary>The most pairs looked at in one cell: a real one has thousands at the most.</summary>
    private const int MostTries = 4_000_000;

    private readonly record struct Piece(int West, int East, int South, int North, ulong A, ulong B, int Line);

    /// <summary>Finds them.</summary>
    /// <param name="grid">The network.</param>
    /// <param name="pairs">Receives the lines that cross, the lower number first.</param>
    internal static IEnumerable<Finding> Find(SegmentGrid grid, HashSet<(int Low, int High)> pairs)
    {
        var pieces = new List<Piece>();
        var found = new List<(int Line, int Other, ulong Place)>();
        for (var at = 0; at < grid.Entries.Length;)
        {
            at = Read(grid, at, pieces);
            if (pieces.Count > 1)
            {
                Cross(grid.Lines, pieces, found);
            }

            foreach (var (line, other, place) in found)
            {
                if (pairs.Add((line, other)))
                {
                    yield return Told(grid.Lines.Lines[line].Id, grid.Lines.Lines[other].Id, place);
                }
            }

            found.Clear();
        }
    }

    /// <summary>Reads the highways of the cell that begins here.</summary>
    /// <returns>Where the next cell begins.</returns>
    private static int Read(SegmentGrid grid, int at, List<Piece> pieces)
    {
        pieces.Clear();
        var entries = grid.Entries;
        var places = grid.Lines.Places;
        var cell = SegmentGrid.CellOf(entries[at]);
        for (var line = 0; at < entries.Length && SegmentGrid.CellOf(entries[at]) == cell; at++)
        {
            var segment = SegmentGrid.SegmentOf(entries[at]);
            line = grid.Lines.LineAt(segment, line);
            if ((grid.Lines.Lines[line].Use & WayUse.Highway) == WayUse.None)
            {
                continue;
            }

            var (a, b) = (places[segment], places[segment + 1]);
            if (b < a)
            {
                (a, b) = (b, a);
            }

            int y = PackedLocation.Latitude(a), z = PackedLocation.Latitude(b);
            pieces.Add(new(PackedLocation.Longitude(a), PackedLocation.Longitude(b), Math.Min(y, z), Math.Max(y, z), a, b, line));
        }

        return at;
    }

    private static void Cross(LineTable lines, List<Piece> pieces, List<(int Line, int Other, ulong Place)> found)
    {
        var span = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pieces);
        if (span.Length > 16)
        {
            span.Sort(static (one, other) => one.West.CompareTo(other.West));
        }

        var tries = MostTries;
        for (var i = 0; i < span.Length; i++)
        {
            ref readonly var one = ref span[i];
            for (var j = i + 1; j < span.Length; j++)
            {
                ref readonly var other = ref span[j];
                if (other.West > one.East && span.Length > 16)
                {
                    break;
                }

                if (other.West <= one.East && one.West <= other.East && one.South <= other.North && other.South <= one.North && Pass(one.A, one.B, other.A, other.B) &&
                    lines.Lines[one.Line].Facts.Meets(lines.Lines[other.Line].Facts))
                {
                    found.Add((Math.Min(one.Line, other.Line), Math.Max(one.Line, other.Line), Segment.Meeting(new(one.A, one.B), new(other.A, other.B))));
                }

                if (--tries < 0)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Tells whether two segments pass each other from side to side, each strictly.</summary>
    internal static bool Pass(ulong a, ulong b, ulong c, ulong d) =>
        PackedLocation.Turn(a, b, c) * PackedLocation.Turn(a, b, d) < 0 && PackedLocation.Turn(c, d, a) * PackedLocation.Turn(c, d, b) < 0;

    private static Finding Told(long one, long other, ulong place) => new(
        CheckKind.CrossingHighways,
        new(OsmKind.Way, Math.Min(one, other)),
        PackedLocation.Longitude(place) / 1e7,
        PackedLocation.Latitude(place) / 1e7,
        one == other ? "The highway crosses itself without a node here; is one part a bridge or tunnel?" : "The highways cross without a common node; is one a bridge or tunnel?")
    { Other = one == other ? null : new(OsmKind.Way, Math.Max(one, other)) };
}
