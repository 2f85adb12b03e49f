using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Operation.OverlayNG;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>Joins footprints that no border can part: those that overlap, or stand in each other's yards.</summary>
internal static class FootprintGroups
{
    private const int MostRounds = 4;

    internal static IEnumerable<WorkUnit> Join(List<(Polygon Outline, double Minutes, Spot Place)> buildings, Frame frame)
    {
        var items = buildings.ConvertAll(building => new Item(building.Outline, building.Minutes, building.Place, Footprint.Of(Metres(building.Outline.ExteriorRing, frame))));
        var grown = Array.ConvertAll(new bool[items.Count], _ => true);
        for (var round = 0; round < MostRounds; round++)
        {
            var groups = Groups(items, grown);
            if (groups.Count == items.Count)
            {
                break;
            }

            grown = [.. groups.Select(group => group.Count > 1)];
            items = groups.ConvertAll(group => group.Count == 1 ? items[group[0]] : Merge(group.ConvertAll(index => items[index]), frame));
        }

        return items.Select(item => new WorkUnit(item.Place.X, item.Place.Y, item.Minutes, item.Footprint, item.Reach));
    }

    private static Item Merge(List<Item> items, Frame frame)
    {
        var minutes = items.Sum(item => item.Minutes);
        var place = frame.At(items.Average(item => item.Place.X), items.Average(item => item.Place.Y));
        Geometry union;
        try
        {
            union = OverlayNGRobust.Union(items.Select(item => (Geometry)Whole(item.Outline)));
        }
        catch (TopologyException)
        {
            union = items.MaxBy(item => item.Outline.Area)!.Outline.ConvexHull();
        }

        var outline = Enumerable.Range(0, union.NumGeometries).Select(union.GetGeometryN).OfType<Polygon>().MaxBy(part => part.Area) ?? items[0].Outline;
        return new Item(outline, minutes, place, Footprint.Of(Metres(outline.ExteriorRing, frame)));
    }

    private static Polygon Whole(Polygon outline)
    {
        var shell = outline.Factory.CreatePolygon((LinearRing)outline.ExteriorRing);
        return shell.IsValid ? shell
            : NetTopologySuite.Geometries.Utilities.GeometryFixer.Fix(shell) is Polygon fixedShell ? fixedShell : (Polygon)outline.Envelope;
    }

    private static List<(double X, double Y)> Metres(LineString ring, Frame frame)
    {
        var points = new List<(double X, double Y)>(ring.NumPoints);
        for (var index = 0; index + 1 < ring.NumPoints; index++)
        {
            var spot = frame.Of(ring.CoordinateSequence.GetX(index), ring.CoordinateSequence.GetY(index));
            points.Add((spot.X, spot.Y));
        }

        return points;
    }

    /// <summary>Indices of items that meet, in the order of their first. Those that did not grow are known not to meet each other.</summary>
    private static List<List<int>> Groups(List<Item> items, bool[] grown)
    {
        var parent = Enumerable.Range(0, items.Count).ToArray();
        var boxes = items.ConvertAll(item => item.Footprint is null ? new Envelope() : Footprint.BoxOf(item.Footprint.Core));
        var tree = new STRtree<int>();
        for (var index = 0; index < items.Count; index++)
        {
            if (!boxes[index].IsNull)
            {
                tree.Insert(boxes[index], index);
            }
        }

        for (var index = 0; index < items.Count; index++)
        {
            if (items[index].Footprint is { } one)
            {
                foreach (var other in tree.Query(boxes[index]))
                {
                    if (other > index && (grown[index] || grown[other]) && Root(other) != Root(index) && Meet(one.Core, items[other].Footprint!.Core))
                    {
                        parent[Math.Max(Root(other), Root(index))] = Math.Min(Root(other), Root(index));
                    }
                }
            }
        }

        return [.. Enumerable.Range(0, items.Count).GroupBy(Root).Select(group => group.ToList())];

        int Root(int index)
        {
            while (parent[index] != index)
            {
                index = parent[index] = parent[parent[index]];
            }

            return index;
        }
    }

    private static bool Meet(double[] a, double[] b)
    {
        for (var i = 0; i < a.Length; i += 2)
        {
            var (p, q) = (Place(a, i), Place(a, i + 2));
            for (var j = 0; j < b.Length; j += 2)
            {
                if (TautPath.Meet(p, q, Place(b, j), Place(b, j + 2)))
                {
                    return true;
                }
            }
        }

        return Footprint.Holds(a, b[0], b[1]) || Footprint.Holds(b, a[0], a[1]);

        static Spot Place(double[] ring, int index) => new(ring[index % ring.Length], ring[(index % ring.Length) + 1], 0, 0);
    }

    private sealed record Item(Polygon Outline, double Minutes, Spot Place, Footprint? Footprint)
    {
        internal double Reach
        {
            get
            {
                var reach = 0.0;
                for (var index = 0; Footprint is not null && index < Footprint.Outline.Length; index += 2)
                {
                    reach = Math.Max(reach, Math.Sqrt(Math.Pow(Footprint.Outline[index] - Place.X, 2) + Math.Pow(Footprint.Outline[index + 1] - Place.Y, 2)));
                }

                return reach;
            }
        }
    }
}
