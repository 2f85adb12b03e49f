using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Checks;

/// <summary>A highway that runs through a building at ground level, and nothing says how.</summary>
/// <remarks>
/// <code>
///   fault               fine: it ends at a node of the wall     fine: tunnel=building_passage, covered=yes, a layer or floor,
///      +-----+                 +-----+                          building=roof, carport or gatehouse, building:min_level=1
///   ---|-----|---           ---o     |
///      +-----+                 +-----+
/// </code>
/// Two metres inside and more: less is a slip of drawing that nobody sees.
/// </remarks>
internal sealed class HighwaysThroughBuildings(SegmentGrid grid)
{
    private const double LeastInside = 2;
    private const int MostCells = 4096;
    private const long MostTries = 4_000_000;

    private readonly List<int> _segments = [];
    private readonly List<(int Line, ulong Place, ulong End)> _crossings = [];

    /// <summary>Finds them.</summary>
    internal IEnumerable<Finding> Find(OutlineTable outlines)
    {
        var told = new HashSet<(OsmObjectId, int)>();
        for (var i = 0; i < outlines.Count; i++)
        {
            var outline = outlines.Outlines[i];
            Cross(outlines.Ring(outline), outline.Facts);
            for (int from = 0, to = 0; from < _crossings.Count; from = to)
            {
                var line = _crossings[from].Line;
                while (to < _crossings.Count && _crossings[to].Line == line)
                {
                    to++;
                }

                if (IsInside(outlines.Ring(outline), grid.Lines, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_crossings)[from..to]) && told.Add((outline.Object, line)))
                {
                    yield return Told(outline.Object, grid.Lines.Lines[line], _crossings[from].Place);
                }
            }
        }
    }

    /// <summary>Collects where highways pass through the outline, highway by highway.</summary>
    private void Cross(ReadOnlySpan<ulong> ring, WayFacts building)
    {
        _crossings.Clear();
        _segments.Clear();
        var (west, south, east, north) = Bounds(ring);
        var places = grid.Lines.Places;
        Collect(places, west, south, east, north);
        if (_segments.Count == 0)
        {
            return;
        }

        _segments.Sort();
        var tries = MostTries;
        for (int i = 0, line = 0; i < _segments.Count && tries > 0; i++)
        {
            var segment = _segments[i];
            if (i > 0 && segment == _segments[i - 1])
            {
                continue;
            }

            line = grid.Lines.LineAt(segment, line);
            ref readonly var highway = ref grid.Lines.Lines[line];
            if ((highway.Use & WayUse.Highway) == WayUse.None || (highway.Use & WayUse.Passage) != WayUse.None || highway.Facts.Layer != building.Layer || highway.Facts.Level != 0)
            {
                continue;
            }

            var (a, b) = (places[segment], places[segment + 1]);
            for (var wall = 0; wall + 1 < ring.Length; wall++)
            {
                tries--;
                if (CrossingHighways.Pass(a, b, ring[wall], ring[wall + 1]))
                {
                    _crossings.Add((line, Segment.Meeting(Segment.Between(a, b), Segment.Between(ring[wall], ring[wall + 1])), b));
                }
            }
        }
    }

    private void Collect(ReadOnlySpan<ulong> places, int west, int south, int east, int north)
    {
        var (first, last) = (PackedLocation.Pack(west, south), PackedLocation.Pack(east, north));
        int columns = SegmentGrid.Column(first), rows = SegmentGrid.Row(first), endColumn = SegmentGrid.Column(last), endRow = SegmentGrid.Row(last);
        if ((long)(endColumn - columns + 1) * (endRow - rows + 1) > MostCells)
        {
            return; // Tens of kilometres wide: no building.
        }

        for (var column = columns; column <= endColumn; column++)
        {
            for (var row = rows; row <= endRow; row++)
            {
                foreach (var entry in grid.Cell(column, row))
                {
                    var segment = SegmentGrid.SegmentOf(entry);
                    var (a, b) = (places[segment], places[segment + 1]);
                    int ax = PackedLocation.Longitude(a), bx = PackedLocation.Longitude(b), ay = PackedLocation.Latitude(a), by = PackedLocation.Latitude(b);
                    if (Math.Min(ax, bx) <= east && Math.Max(ax, bx) >= west && Math.Min(ay, by) <= north && Math.Max(ay, by) >= south)
                    {
                        _segments.Add(segment);
                    }
                }
            }
        }
    }

    /// <summary>Tells whether a highway that passes the outline at these places is inside far enough.</summary>
    private static bool IsInside(ReadOnlySpan<ulong> ring, LineTable lines, ReadOnlySpan<(int Line, ulong Place, ulong End)> crossings)
    {
        var metres = new LocalMetres(ring[0]);
        foreach (var (_, place, _) in crossings[1..])
        {
            if (metres.Distance(crossings[0].Place, place) >= LeastInside)
            {
                return true;
            }
        }

        // It comes in once and stays: how far do its nodes lie from where it came in?
        var line = lines.Lines[crossings[0].Line];
        foreach (var place in lines.Places.Slice(line.Start, line.Count))
        {
            if (metres.Distance(crossings[0].Place, place) is >= LeastInside and < 1000 && Holds(ring, place))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells whether a place lies inside a ring; on it, either.</summary>
    private static bool Holds(ReadOnlySpan<ulong> ring, ulong place)
    {
        var inside = false;
        int y = PackedLocation.Latitude(place);
        for (var i = 0; i + 1 < ring.Length; i++)
        {
            var (low, high) = PackedLocation.Latitude(ring[i]) < PackedLocation.Latitude(ring[i + 1]) ? (ring[i], ring[i + 1]) : (ring[i + 1], ring[i]);
            if (PackedLocation.Latitude(low) <= y && y < PackedLocation.Latitude(high) && PackedLocation.Turn(low, high, place) > 0)
            {
                inside = !inside;
            }
        }

        return inside;
    }

    private static (int West, int South, int East, int North) Bounds(ReadOnlySpan<ulong> ring)
    {
        var (west, south, east, north) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        foreach (var place in ring)
        {
            int x = PackedLocation.Longitude(place), y = PackedLocation.Latitude(place);
            (west, east, south, north) = (Math.Min(west, x), Math.Max(east, x), Math.Min(south, y), Math.Max(north, y));
        }

        return (west, south, east, north);
    }

    private static Finding Told(OsmObjectId building, Line highway, ulong place) => new(
        CheckKind.HighwayThroughBuilding,
        new(Blocks.OsmKind.Way, highway.Id),
        PackedLocation.Longitude(place) / 1e7,
        PackedLocation.Latitude(place) / 1e7,
        "The highway runs through the building; is there a passage (tunnel=building_passage, covered=yes), or is one of them out of place?")
    { Other = building };
}
