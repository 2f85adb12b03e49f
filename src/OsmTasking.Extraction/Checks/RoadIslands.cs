using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Checks;

/// <summary>Roads that hang together, but cannot be reached from the network that lies around them.</summary>
/// <remarks>
/// <code>
///   fault                                    fine
///   ----+-------+----                        an island in the sea: nothing around it on three sides
///       |  o-o  |     two roads joined       a road that leaves the extract
///   ----+---|---+---- to nothing else        footpaths only; a road joined by a ferry, a car park or a platform
/// </code>
/// Of at most five kilometres, with roads of a network at least ten times as long to the west, east, south and north of them within a kilometre.
/// </remarks>
internal static class RoadIslands
{
    private const double LongestIsland = 5_000;
    private const double LeastMainland = 50_000;
    private const int Reach = 6;

    /// <summary>Finds them.</summary>
    internal static IEnumerable<Finding> Find(SegmentGrid grid, Network network)
    {
        var lines = grid.Lines;
        var lengths = new double[lines.Lines.Length];
        var uses = new WayUse[lines.Lines.Length];
        var seeds = new List<int>();
        for (var i = 0; i < lines.Lines.Length; i++)
        {
            if ((lines.Lines[i].Use & WayUse.Network) != WayUse.None)
            {
                var root = network.RootOf(i);
                uses[root] |= lines.Lines[i].Use;
                lengths[root] += (lines.Lines[i].Use & WayUse.Clipped) == WayUse.None ? Length(lines, i) : 0;
            }
        }

        for (var i = 0; i < lines.Lines.Length; i++)
        {
            if ((lines.Lines[i].Use & (WayUse.Road | WayUse.Surface | WayUse.Clipped)) == WayUse.Road && network.RootOf(i) is var root &&
                (uses[root] & (WayUse.Road | WayUse.Clipped)) == WayUse.Road && lengths[root] is > 0 and <= LongestIsland)
            {
                uses[root] = WayUse.None; // Told once, with its first road.
                if (IsSurrounded(grid, network, lengths, lines.Lines[i]))
                {
                    seeds.Add(i);
                }
            }
        }

        foreach (var seed in seeds)
        {
            yield return Told(lines.Lines[seed].Id, lines.Places[lines.Lines[seed].Start], lengths[network.RootOf(seed)]);
        }
    }

    private static double Length(LineTable lines, int index)
    {
        var line = lines.Lines[index];
        var places = lines.Places.Slice(line.Start, line.Count);
        var metres = places.IsEmpty ? default : new LocalMetres(places[0]);
        var sum = 0.0;
        for (var i = 1; i < places.Length; i++)
        {
            sum += metres.Distance(places[i - 1], places[i]);
        }

        return sum;
    }

    private static bool IsSurrounded(SegmentGrid grid, Network network, double[] lengths, Line seed)
    {
        var lines = grid.Lines;
        var place = lines.Places[seed.Start];
        int column = SegmentGrid.Column(place), row = SegmentGrid.Row(place);
        var quarters = 0;
        for (var x = -Reach; x <= Reach; x++)
        {
            for (var y = -Reach; y <= Reach; y++)
            {
                // The diagonals and the middle belong to none: what lies there lies beside as well.
                var here = x > Math.Abs(y) ? 1 : -x > Math.Abs(y) ? 2 : y > Math.Abs(x) ? 4 : -y > Math.Abs(x) ? 8 : 0;
                if ((quarters | here) == quarters)
                {
                    continue;
                }

                var line = 0;
                foreach (var entry in grid.Cell(column + x, row + y))
                {
                    line = lines.LineAt(SegmentGrid.SegmentOf(entry), line);
                    if ((lines.Lines[line].Use & WayUse.Road) != WayUse.None && lengths[network.RootOf(line)] >= LeastMainland)
                    {
                        quarters |= here;
                        break;
                    }
                }
            }
        }

        return quarters == 15;
    }

    private static Finding Told(long way, ulong place, double metres) => new(
        CheckKind.RoadIsland,
        new(OsmKind.Way, way),
        PackedLocation.Longitude(place) / 1e7,
        PackedLocation.Latitude(place) / 1e7,
        FormattableString.Invariant($"{metres:F0} m of roads here cannot be reached from the roads around them."));
}
