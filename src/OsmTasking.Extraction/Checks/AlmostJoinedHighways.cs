using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Checks;

/// <summary>A highway that ends just short of another.</summary>
/// <remarks>
/// <code>
///   fault: a gap of under 2 m       fine: joined        fine: a wall or fence between; noexit=yes, a gate or an entrance at
///   w1 -------  |                   w1 -------o         the end; another layer or floor; w1 joins w2 a few metres away anyhow
///               | w2                          | w2
/// </code>
/// </remarks>
internal sealed class AlmostJoinedHighways(SegmentGrid grid, Network network)
{
    /// <summary>How far an end may lie from what it should be joined to, metres.</summary>
    internal const double WidestGap = 2;

    /// <summary>Within how many metres along the line a way round makes the gap harmless.</summary>
    private const double WayRound = 20;

    /// <summary>Finds them.</summary>
    /// <param name="explained">Tells the nodes whose tags say why a highway ends there.</param>
    /// <param name="crossing">Pairs of lines that cross: these overshoot, and are told as such.</param>
    internal IEnumerable<Finding> Find(Func<long, bool> explained, HashSet<(int Low, int High)> crossing)
    {
        for (var i = 0; i < grid.Lines.Lines.Length; i++)
        {
            var line = grid.Lines.Lines[i];
            if ((line.Use & WayUse.Highway) == WayUse.None || (line.Use & (WayUse.Surface | WayUse.Clipped)) != WayUse.None || line.Count < 2)
            {
                continue;
            }

            for (var end = 0; end < 2; end++)
            {
                var at = end == 0 ? line.Start : line.End - 1;
                var node = grid.Lines.Refs[at];
                if (!network.IsJoint(node) && !explained(node) && Nearest(i, at) is { } near && !crossing.Contains((Math.Min(i, near.Line), Math.Max(i, near.Line))) && !HasWayRound(line, at, near.Line))
                {
                    var other = grid.Lines.Lines[near.Line].Id;
                    yield return Told(line.Id, other, node, grid.Lines.Places[at], near.Metres);
                }
            }
        }
    }

    private (int Line, double Metres)? Nearest(int own, int at)
    {
        var places = grid.Lines.Places;
        var end = places[at];
        var metres = new LocalMetres(end);
        var (reachX, reachY) = metres.Steps(WidestGap);
        (int Line, double Metres)? nearest = null;
        var foot = end;
        var (column, row) = (Cells(PackedLocation.Longitude(end), reachX, PackedLocation.MaxLongitude), Cells(PackedLocation.Latitude(end), reachY, PackedLocation.MaxLatitude));
        for (var x = column.First; x <= column.Last; x++)
        {
            for (var y = row.First; y <= row.Last; y++)
            {
                var line = 0;
                foreach (var entry in grid.Cell(x, y))
                {
                    var segment = SegmentGrid.SegmentOf(entry);
                    var (place, distance) = Foot(metres, end, places[segment], places[segment + 1]);
                    if (distance > WidestGap || distance >= (nearest?.Metres ?? double.MaxValue))
                    {
                        continue;
                    }

                    line = grid.Lines.LineAt(segment, line);
                    ref readonly var other = ref grid.Lines.Lines[line];
                    if (line != own && (other.Use & WayUse.Highway) != WayUse.None && other.Facts.Meets(grid.Lines.Lines[own].Facts))
                    {
                        (nearest, foot) = ((line, distance), place);
                    }
                }
            }
        }

        return nearest is not null && IsOpen(end, foot, column, row) ? nearest : null;
    }

    /// <summary>Tells whether no barrier stands in the gap, or begins on it.</summary>
    private bool IsOpen(ulong end, ulong foot, (int First, int Last) column, (int First, int Last) row)
    {
        var places = grid.Lines.Places;
        for (var x = column.First; x <= column.Last; x++)
        {
            for (var y = row.First; y <= row.Last; y++)
            {
                var line = 0;
                foreach (var entry in grid.Cell(x, y))
                {
                    var segment = SegmentGrid.SegmentOf(entry);
                    line = grid.Lines.LineAt(segment, line);
                    var (a, b) = (places[segment], places[segment + 1]);
                    if ((grid.Lines.Lines[line].Use & WayUse.Barrier) != WayUse.None &&
                        (a == end || b == end || CrossingHighways.Pass(end, foot, a, b)))
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    /// <summary>Tells whether the line meets the other a few metres from its end anyhow: a stub beside a junction.</summary>
    private bool HasWayRound(Line line, int at, int other)
    {
        var places = grid.Lines.Places;
        var refs = grid.Lines.Refs;
        var others = refs.Slice(grid.Lines.Lines[other].Start, grid.Lines.Lines[other].Count);
        var metres = new LocalMetres(places[at]);
        var step = at == line.Start ? 1 : -1;
        var walked = 0.0;
        for (var i = at; i >= line.Start && i < line.End && walked <= WayRound; i += step)
        {
            if (others.Contains(refs[i]))
            {
                return true;
            }

            walked += i + step >= line.Start && i + step < line.End ? metres.Distance(places[i], places[i + step]) : 0;
        }

        return false;
    }

    private static (int First, int Last) Cells(int centre, int reach, int limit) => (
        (Math.Max(centre - reach, -limit) + limit) >> SegmentGrid.CellBits,
        (int)((Math.Min((long)centre + reach, limit) + limit) >> SegmentGrid.CellBits));

    /// <summary>Gets the place of a segment nearest to an end, and how far it is.</summary>
    private static (ulong Place, double Metres) Foot(LocalMetres metres, ulong end, ulong a, ulong b)
    {
        var (x, y) = metres.Between(a, end);
        var (dx, dy) = metres.Between(a, b);
        var along = Math.Clamp(((x * dx) + (y * dy)) / ((dx * dx) + (dy * dy)), 0, 1);
        var (restX, restY) = (x - (along * dx), y - (along * dy));
        var place = PackedLocation.Pack(
            (int)(PackedLocation.Longitude(a) + Math.Round(along * ((long)PackedLocation.Longitude(b) - PackedLocation.Longitude(a)))),
            (int)(PackedLocation.Latitude(a) + Math.Round(along * ((long)PackedLocation.Latitude(b) - PackedLocation.Latitude(a)))));
        return (place, Math.Sqrt((restX * restX) + (restY * restY)));
    }

    private static Finding Told(long line, long other, long node, ulong place, double metres) => new(
        CheckKind.AlmostJoinedHighway,
        new(OsmKind.Node, node),
        PackedLocation.Longitude(place) / 1e7,
        PackedLocation.Latitude(place) / 1e7,
        FormattableString.Invariant($"way/{line} ends {metres:F1} m from way/{other}: join them, or say noexit=yes."))
    { Other = new(OsmKind.Way, other) };
}
