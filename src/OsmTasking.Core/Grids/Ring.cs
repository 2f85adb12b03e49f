using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Grids;

/// <summary>A closed ring without its closing vertex. What it bounds lies on its left: shells turn left, holes right.</summary>
internal sealed class Ring
{
    private readonly double[] _numbers; // x, y, x, y, …

    internal Ring(double[] numbers)
    {
        _numbers = numbers;
        var (west, south, east, north) = (numbers[0], numbers[1], numbers[0], numbers[1]);
        var (sum, x, y) = (0.0, numbers[0], numbers[1]);
        for (var index = 2; index < numbers.Length; index += 2)
        {
            var (atX, atY) = (numbers[index], numbers[index + 1]);
            west = atX < west ? atX : west;
            east = atX > east ? atX : east;
            south = atY < south ? atY : south;
            north = atY > north ? atY : north;
            if (index + 2 < numbers.Length)
            {
                sum += ((atX - x) * (numbers[index + 3] - y)) - ((numbers[index + 2] - x) * (atY - y));
            }
        }

        Box = new Box(west, south, east, north);
        TwiceArea = sum;
    }

    internal Box Box { get; }

    internal ReadOnlySpan<double> Numbers => _numbers;

    internal int Count => _numbers.Length / 2;

    /// <summary>Twice the area, negative for holes. From the first vertex, so that far-off rings lose no digits.</summary>
    internal double TwiceArea { get; }

    /// <summary>The rings of a polygon or multipolygon.</summary>
    internal static Ring[] Of(Geometry shape)
    {
        var rings = new List<Ring>();
        for (var part = 0; part < shape.NumGeometries; part++)
        {
            if (shape.GetGeometryN(part) is Polygon { IsEmpty: false } polygon)
            {
                Add(polygon.ExteriorRing, counterClockwise: true);
                foreach (var hole in polygon.InteriorRings)
                {
                    Add(hole, counterClockwise: false);
                }
            }
        }

        return [.. rings];

        void Add(LineString line, bool counterClockwise)
        {
            var places = line.CoordinateSequence;
            var turned = Orientation.IsCCW(places) != counterClockwise;
            var numbers = new List<double>(places.Count * 2);
            for (var step = 0; step < places.Count; step++)
            {
                var index = turned ? places.Count - 1 - step : step;
                Append(numbers, places.GetX(index), places.GetY(index));
            }

            if (Close(numbers) is { } ring)
            {
                rings.Add(ring);
            }
        }
    }

    /// <summary>Adds a vertex unless it repeats the one before.</summary>
    internal static void Append(List<double> numbers, double x, double y)
    {
        if (numbers.Count == 0 || numbers[^2] != x || numbers[^1] != y)
        {
            numbers.Add(x);
            numbers.Add(y);
        }
    }

    /// <summary>Makes a ring of vertices that went round, or nothing if they bound nothing.</summary>
    internal static Ring? Close(List<double> numbers)
    {
        while (numbers.Count > 2 && numbers[0] == numbers[^2] && numbers[1] == numbers[^1])
        {
            numbers.RemoveRange(numbers.Count - 2, 2);
        }

        if (numbers.Count < 6)
        {
            return null;
        }

        var ring = new Ring([.. numbers]);
        return ring.TwiceArea == 0 ? null : ring;
    }

    internal double At(int index, int axis) => _numbers[(index * 2) + axis];

    internal double Least(int axis) => axis == 0 ? Box.West : Box.South;

    internal double Most(int axis) => axis == 0 ? Box.East : Box.North;

    internal int After(int index) => index + 1 == Count ? 0 : index + 1;

    internal Coordinate Place(int index) => new(_numbers[index * 2], _numbers[(index * 2) + 1]);

    /// <summary>Whether the ring runs along the border of a box and nowhere else, and so bounds the whole box.</summary>
    internal bool Frames(Box box)
    {
        if (Box != box)
        {
            return false;
        }

        for (var index = 0; index < Count; index++)
        {
            var (x1, y1) = (At(index, 0), At(index, 1));
            var (x2, y2) = (At(After(index), 0), At(After(index), 1));
            if (!((x1 == x2 && (x1 == box.West || x1 == box.East)) || (y1 == y2 && (y1 == box.South || y1 == box.North))))
            {
                return false;
            }
        }

        return true;
    }
}
