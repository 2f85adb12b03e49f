using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Turns walks around the inside into polygons.</summary>
internal static class PolygonBuilder
{
    internal static Geometry Build(List<List<OsmPoint>> walks)
    {
        var (shells, holes) = (new List<(LinearRing Ring, List<LinearRing> Holes)>(), new List<LinearRing>());
        foreach (var walk in walks)
        {
            var (own, ownHoles) = ((LinearRing?)null, new List<LinearRing>());
            foreach (var loop in Loops(walk))
            {
                var ring = Ring(loop);
                if (DoubleArea(loop) > 0)
                {
                    own = ring;
                }
                else
                {
                    ownHoles.Add(ring);
                }
            }

            if (own is not null)
            {
                shells.Add((own, ownHoles));
            }
            else
            {
                holes.AddRange(ownHoles);
            }
        }

        foreach (var hole in holes)
        {
            Enclosing(shells, hole).Holes.Add(hole);
        }

        var polygons = shells.Select(shell => GeoJsonGeometry.Factory.CreatePolygon(shell.Ring, [.. shell.Holes])).ToArray();
        return polygons.Length == 1 ? polygons[0] : GeoJsonGeometry.Factory.CreateMultiPolygon(polygons);
    }

    /// <summary>Cuts a walk at places it visits twice: where a hole touches its shell or another hole.</summary>
    private static IEnumerable<List<OsmPoint>> Loops(List<OsmPoint> walk)
    {
        var (path, seen) = (new List<OsmPoint>(), new Dictionary<OsmPoint, int>());
        foreach (var place in walk)
        {
            if (seen.TryGetValue(place, out var first))
            {
                yield return path[first..];
                foreach (var cut in path[(first + 1)..])
                {
                    seen.Remove(cut);
                }

                path.RemoveRange(first + 1, path.Count - first - 1);
            }
            else
            {
                seen[place] = path.Count;
                path.Add(place);
            }
        }

        yield return path;
    }

    private static (LinearRing Ring, List<LinearRing> Holes) Enclosing(List<(LinearRing Ring, List<LinearRing> Holes)> shells, LinearRing hole)
    {
        var best = -1;
        for (var index = 0; index < shells.Count; index++)
        {
            if (shells[index].Ring.EnvelopeInternal.Contains(hole.EnvelopeInternal) &&
                (best < 0 || shells[best].Ring.EnvelopeInternal.Contains(shells[index].Ring.EnvelopeInternal)) &&
                Contains(shells[index].Ring, hole))
            {
                best = index;
            }
        }

        return shells[best];
    }

    /// <summary>Rings never cross, so one place of the hole that is not on the shell decides.</summary>
    private static bool Contains(LinearRing shell, LinearRing hole)
    {
        foreach (var place in hole.Coordinates)
        {
            switch (NetTopologySuite.Algorithm.PointLocation.LocateInRing(place, shell.Coordinates))
            {
                case Location.Interior:
                    return true;
                case Location.Exterior:
                    return false;
            }
        }

        return true;
    }

    private static LinearRing Ring(List<OsmPoint> loop)
    {
        var places = new Coordinate[loop.Count + 1];
        for (var index = 0; index < loop.Count; index++)
        {
            places[index] = Shapes.Coordinate(loop[index]);
        }

        places[^1] = places[0].Copy();
        return GeoJsonGeometry.Factory.CreateLinearRing(places);
    }

    private static Int128 DoubleArea(List<OsmPoint> loop)
    {
        Int128 sum = 0;
        for (var index = 0; index < loop.Count; index++)
        {
            var (a, b) = (loop[index], loop[(index + 1) % loop.Count]);
            sum += (Int128)((long)a.X * b.Y) - ((long)b.X * a.Y);
        }

        return sum;
    }
}
