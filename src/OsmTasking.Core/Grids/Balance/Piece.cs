using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>A part of the area with the work in it, to become a number of tasks.</summary>
/// <param name="Rings">What lies inside is on the left: the shell first, then the holes.</param>
/// <param name="Units">Indices of the work in it.</param>
/// <param name="Tasks">How many tasks it is to become.</param>
internal sealed record Piece(List<Knot[]> Rings, int[] Units, int Tasks)
{
    /// <summary>Gets the area in m².</summary>
    internal double Area { get; } = Rings.Sum(RingArea);

    /// <summary>Gets the length of its border in metres.</summary>
    internal double Perimeter { get; } = Rings.Sum(Length);

    /// <summary>Gets the compactness after Polsby and Popper: 4π area / perimeter², 1 for a circle.</summary>
    internal double Compactness => 4 * Math.PI * Area / (Perimeter * Perimeter);

    internal static double RingArea(Knot[] ring)
    {
        var (sum, origin) = (0.0, ring[0].At);
        for (var index = 1; index + 1 < ring.Length; index++)
        {
            sum += Spot.Cross(origin, ring[index].At, ring[index + 1].At);
        }

        return sum / 2;
    }

    internal static bool Holds(Knot[] ring, double x, double y)
    {
        var inside = false;
        for (var (index, before) = (0, ring.Length - 1); index < ring.Length; before = index++)
        {
            var (a, b) = (ring[index].At, ring[before].At);
            if (a.Y > y != b.Y > y && x < ((b.X - a.X) * (y - a.Y) / (b.Y - a.Y)) + a.X)
            {
                inside = !inside;
            }
        }

        return inside;
    }

    internal bool Holds(double x, double y) => Rings.Count(ring => Holds(ring, x, y)) % 2 == 1;

    /// <summary>The shape in degrees, with every vertex its neighbours have on the common border.</summary>
    internal Polygon Shape(GeometryFactory factory)
    {
        var rings = Rings.ConvertAll(ring =>
        {
            var places = new List<Coordinate>(ring.Length + 1);
            foreach (var (spot, _) in Walk(ring))
            {
                Add(places, spot);
            }

            if (!places[0].Equals2D(places[^1]))
            {
                places.Add(places[0].Copy());
            }

            return factory.CreateLinearRing([.. places]);
        });
        return factory.CreatePolygon(rings[0], [.. rings.Skip(1)]);
    }

    /// <summary>The vertices of a ring, those its neighbours have put on it too, each with the seam to the next.</summary>
    internal static IEnumerable<(Spot At, Seam Seam)> Walk(Knot[] ring)
    {
        for (var index = 0; index < ring.Length; index++)
        {
            var (knot, next) = (ring[index], ring[(index + 1) % ring.Length].At);
            yield return (knot.At, knot.Seam);
            foreach (var spot in knot.Seam.Between(knot.At, next))
            {
                yield return (spot, knot.Seam);
            }
        }
    }

    private static void Add(List<Coordinate> places, Spot spot)
    {
        if (places.Count == 0 || places[^1].X != spot.Longitude || places[^1].Y != spot.Latitude)
        {
            places.Add(new Coordinate(spot.Longitude, spot.Latitude));
        }
    }

    private static double Length(Knot[] ring)
    {
        var sum = 0.0;
        for (var index = 0; index < ring.Length; index++)
        {
            sum += ring[index].At.DistanceTo(ring[(index + 1) % ring.Length].At);
        }

        return sum;
    }
}
