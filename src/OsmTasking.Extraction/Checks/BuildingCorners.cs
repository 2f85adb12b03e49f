using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Checks;

/// <summary>A corner that no wall makes: the outline runs out to a point and straight back.</summary>
/// <remarks>
/// <code>
///   fault: a node dragged away            fine
///   +------------+                        +------------+
///   |            +------------ .          |           /
///   |            +-----------             |         /      (30°)
///   +------------+                        +-------+
/// </code>
/// Sharper than 10°, between two walls of a metre and more. Sharp but blunt-ended (two corners of 85°) is fine.
/// </remarks>
internal static class BuildingCorners
{
    private const double LeastWall = 1;
    private static readonly double Sharpest = Math.Cos(10 * Math.PI / 180);

    /// <summary>Finds the sharpest corner of a closed ring.</summary>
    /// <param name="ring">The locations; the last is the first.</param>
    /// <returns>The location of the corner and its angle in degrees, or <see langword="null"/> when all are possible.</returns>
    internal static (ulong Place, double Degrees)? Find(ReadOnlySpan<ulong> ring)
    {
        if (ring.Length < 4)
        {
            return null;
        }

        var scale = new LocalMetres(ring[0]);
        var (sharpest, at) = (Sharpest, -1);
        var (inX, inY) = scale.Between(ring[^2], ring[0]);
        for (var i = 0; i + 1 < ring.Length; i++)
        {
            var (outX, outY) = scale.Between(ring[i], ring[i + 1]);
            var lengths = Math.Sqrt(((inX * inX) + (inY * inY)) * ((outX * outX) + (outY * outY)));
            var cosine = -((inX * outX) + (inY * outY)) / lengths;
            if (cosine > sharpest && (inX * inX) + (inY * inY) >= LeastWall * LeastWall && (outX * outX) + (outY * outY) >= LeastWall * LeastWall)
            {
                (sharpest, at) = (cosine, i);
            }

            (inX, inY) = (outX, outY);
        }

        return at < 0 ? null : (ring[at], Math.Acos(Math.Min(1, sharpest)) * 180 / Math.PI);
    }

    internal static Finding Told(OsmKind kind, long id, ulong place, double degrees) => new(
        CheckKind.ImpossibleAngle,
        new(kind, id),
        PackedLocation.Longitude(place) / 1e7,
        PackedLocation.Latitude(place) / 1e7,
        FormattableString.Invariant($"The outline of the building turns back here: a corner of {degrees:F1}°."));
}

/// <summary>Differences of locations in metres, good for a few kilometres around one place.</summary>
internal readonly struct LocalMetres
{
    private const double MetresPerStep = 6_371_008.8 * Math.PI / 180 / 1e7; // The mean radius of the earth (IUGG).
    private readonly double _eastwards;

    internal LocalMetres(ulong around) => _eastwards = MetresPerStep * Math.Cos(PackedLocation.Latitude(around) * Math.PI / 180 / 1e7);

    internal (double X, double Y) Between(ulong from, ulong to) => (
        ((long)PackedLocation.Longitude(to) - PackedLocation.Longitude(from)) * _eastwards,
        ((long)PackedLocation.Latitude(to) - PackedLocation.Latitude(from)) * MetresPerStep);

    internal double Distance(ulong a, ulong b)
    {
        var (x, y) = Between(a, b);
        return Math.Sqrt((x * x) + (y * y));
    }

    /// <summary>Gets so many metres as steps of 1e-7 degrees, eastwards and northwards, rounded up.</summary>
    internal (int X, int Y) Steps(double metres) => ((int)Math.Min(int.MaxValue / 4, Math.Ceiling(metres / Math.Max(_eastwards, 1e-9))), (int)Math.Ceiling(metres / MetresPerStep));
}
