namespace OsmTasking.Core.Grids.H3;

/// <summary>The solid of twenty triangles on whose faces the cells of H3 lie, each face a plane touched by the sphere in its middle.</summary>
/// <remarks>
/// Orientation and lattice are those of H3 (Uber, Apache License 2.0; h3geo.org): corners all in the sea, the lattice of
/// resolution 0 such that <see cref="Unit"/> is the distance of its hexagons, each finer one √7 times smaller and turned.
/// </remarks>
internal static class Icosahedron
{
    /// <summary>Distance between cells of resolution 0 on a face, as a share of the radius.</summary>
    private const double Unit = 0.381966011250105;

    /// <summary>asin(√(3/28)): how far the lattices of odd resolutions are turned.</summary>
    private const double Turn = 0.33347317225183212;

    private static readonly double[] Scales = [.. Enumerable.Range(0, 17).Select(resolution => Unit / Math.Pow(Math.Sqrt(7), resolution))];

    /// <summary>Middles of the first ten faces on the unit sphere; the others lie opposite.</summary>
    private static readonly (double X, double Y, double Z)[] Middles =
    [
        (0.2199307791404606, 0.6583691780274996, 0.7198475378926182), (-0.2139234834501421, 0.1478171829550703, 0.9656017935214205),
        (0.1092625278784797, -0.481195157287321, 0.8697775121287253), (0.7428567301586791, -0.3593941678278028, 0.5648005936517033),
        (0.8112534709140969, 0.3448953237639384, 0.472138773641393), (-0.1055498149613921, 0.9794457296411413, 0.1718874610009365),
        (-0.8075407579970092, 0.1533552485898818, 0.5695261994882688), (-0.2846148069787907, -0.8644080972654206, 0.4144792552473539),
        (0.7405621473854482, -0.6673299564565524, -0.0789837646326737), (0.8512303986474293, 0.4722343788582681, -0.2289137388687808),
    ];

    /// <summary>Azimuth of the first axis of each face at its middle, in radians.</summary>
    private static readonly double[] Azimuths =
    [
        5.6199582685239395, 5.7603390817141875, 0.78021365439343, 0.4304693639799999, 6.130269123335111, 2.692877706530643, 2.982963003477244,
        3.532912002790141, 3.494305004259568, 3.0032141694995382, 5.930472956509812, 0.13837848409025486, 0.4487149470591504, 0.15862965011254937,
        5.891865957979238, 2.711123289609793, 3.294508837434268, 3.80481969224544, 3.6644388790551923, 2.361378999196363,
    ];

    private static readonly Face[] Faces = [.. Enumerable.Range(0, 20).Select(face => Face.Of(Middle(face), Azimuths[face]))];

    /// <summary>The three faces beside each, over the sides between the axes i and j, k and i, j and k: how the lattice goes on there.</summary>
    private static readonly Side[][] Sides = [.. Enumerable.Range(0, 20).Select(SidesOf)];

    /// <summary>Which side of a face the other one lies beyond: 0 i-j, 1 k-i, 2 j-k.</summary>
    internal static int SideTo(int face, int other) => Array.FindIndex(Sides[face], side => side.Face == other);

    internal static Side Beyond(int face, int side) => Sides[face][side];

    /// <summary>Finds the face and the hexagon of the lattice of a resolution that hold a place.</summary>
    internal static (int Face, HexVector At) Locate(double longitude, double latitude, int resolution)
    {
        var (x, y, z) = Unitary(longitude, latitude);
        var (face, nearest) = (0, double.MinValue);
        for (var index = 0; index < Faces.Length; index++)
        {
            var dot = Faces[index].Depth(x, y, z);
            (face, nearest) = dot > nearest ? (index, dot) : (face, nearest);
        }

        var (u, v) = Faces[face].Project(x, y, z);
        if (IsTurned(resolution))
        {
            (u, v) = ((u * Math.Cos(Turn)) + (v * Math.Sin(Turn)), (v * Math.Cos(Turn)) - (u * Math.Sin(Turn)));
        }

        return (face, HexVector.Nearest(u / Scales[resolution], v / Scales[resolution]));
    }

    /// <summary>The place of a point of a face's plane, in steps of the lattice of a resolution.</summary>
    internal static (double Longitude, double Latitude) Place(int face, (double X, double Y) at, int resolution, bool substrate)
    {
        var scale = substrate ? Scales[resolution] / 3 : Scales[resolution];
        var (u, v) = (at.X * scale, at.Y * scale);
        if (!substrate && IsTurned(resolution))
        {
            (u, v) = ((u * Math.Cos(Turn)) - (v * Math.Sin(Turn)), (v * Math.Cos(Turn)) + (u * Math.Sin(Turn)));
        }

        return Faces[face].Lift(u, v);
    }

    /// <summary>Whether the lattice of a resolution is turned against the face: the odd ones.</summary>
    internal static bool IsTurned(int resolution) => (resolution & 1) == 1;

    private static (double X, double Y, double Z) Middle(int face)
    {
        // Opposite faces: 0 and 17, 1 and 18, 2 and 19, 3 and 15, 4 and 16; 5 and 12, …, 9 and 11.
        var (x, y, z) = Middles[face < 10 ? face : face < 15 ? 5 + ((face - 10 + 3) % 5) : (face - 15 + 3) % 5];
        return face < 10 ? (x, y, z) : (-x, -y, -z);
    }

    private static Side[] SidesOf(int face)
    {
        var (ring, at) = (face / 5, face % 5);
        var (next, last) = ((at + 1) % 5, (at + 4) % 5);
        HexVector ij = new(2, 2, 0), ki = new(2, 0, 2), jk = new(0, 2, 2);
        return ring switch
        {
            0 => [new Side(last, ki, 1), new Side(next, ij, 5), new Side(5 + at, jk, 3)],
            1 => [new Side(10 + at, ij, 3), new Side(10 + last, ki, 3), new Side(at, jk, 3)],
            2 => [new Side(5 + at, ij, 3), new Side(5 + next, ki, 3), new Side(15 + at, jk, 3)],
            _ => [new Side(15 + next, ki, 1), new Side(15 + last, ij, 5), new Side(10 + at, jk, 3)],
        };
    }

    private static (double X, double Y, double Z) Unitary(double longitude, double latitude)
    {
        var (east, north) = (longitude * Math.PI / 180, latitude * Math.PI / 180);
        return (Math.Cos(north) * Math.Cos(east), Math.Cos(north) * Math.Sin(east), Math.Sin(north));
    }

    /// <summary>The face beyond a side: the lattice goes on there after turns of 60° to the left and a shift.</summary>
    internal readonly record struct Side(int Face, HexVector Shift, int Turns);

    /// <summary>A plane that touches the unit sphere, with axes; the sphere is projected on it from its middle.</summary>
    private sealed class Face
    {
        private readonly (double X, double Y, double Z) _middle, _first, _second;

        private Face((double X, double Y, double Z) middle, (double X, double Y, double Z) first, (double X, double Y, double Z) second) =>
            (_middle, _first, _second) = (middle, first, second);

        internal static Face Of((double X, double Y, double Z) middle, double azimuth)
        {
            var flat = Math.Sqrt((middle.X * middle.X) + (middle.Y * middle.Y));
            var east = (X: -middle.Y / flat, Y: middle.X / flat, Z: 0.0);
            var north = (X: -middle.Z * middle.X / flat, Y: -middle.Z * middle.Y / flat, Z: flat);
            return new Face(middle, Towards(azimuth), Towards(azimuth - (Math.PI / 2)));

            (double, double, double) Towards(double bearing) => (
                (Math.Cos(bearing) * north.X) + (Math.Sin(bearing) * east.X),
                (Math.Cos(bearing) * north.Y) + (Math.Sin(bearing) * east.Y),
                (Math.Cos(bearing) * north.Z) + (Math.Sin(bearing) * east.Z));
        }

        internal double Depth(double x, double y, double z) => (x * _middle.X) + (y * _middle.Y) + (z * _middle.Z);

        internal (double U, double V) Project(double x, double y, double z)
        {
            var depth = Depth(x, y, z);
            return (((x * _first.X) + (y * _first.Y) + (z * _first.Z)) / depth, ((x * _second.X) + (y * _second.Y) + (z * _second.Z)) / depth);
        }

        internal (double Longitude, double Latitude) Lift(double u, double v)
        {
            var x = _middle.X + (u * _first.X) + (v * _second.X);
            var y = _middle.Y + (u * _first.Y) + (v * _second.Y);
            var z = _middle.Z + (u * _first.Z) + (v * _second.Z);
            return (Math.Atan2(y, x) * 180 / Math.PI, Math.Atan2(z, Math.Sqrt((x * x) + (y * y))) * 180 / Math.PI);
        }
    }
}
