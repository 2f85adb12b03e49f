using System.Runtime.CompilerServices;

namespace OsmTasking.Extraction.Geometries;

/// <summary>
/// A location as one number: longitude in the high half, latitude in the low half, both in 1e-7 degrees with the sign
/// bit turned, so that numbers order as locations do from west to east and then from south to north.
/// </summary>
internal static class PackedLocation
{
    private const uint Sign = 0x8000_0000;

    internal const int MaxLongitude = 1_800_000_000;
    internal const int MaxLatitude = 900_000_000;

    internal static ulong Pack(int longitude, int latitude) =>
        ((ulong)((uint)longitude ^ Sign) << 32) | ((uint)latitude ^ Sign);

    internal static int Longitude(ulong location) => (int)((uint)(location >> 32) ^ Sign);

    internal static int Latitude(ulong location) => (int)((uint)location ^ Sign);

    internal static bool IsOnGlobe(int longitude, int latitude) =>
        longitude is >= -MaxLongitude and <= MaxLongitude && latitude is >= -MaxLatitude and <= MaxLatitude;

    internal static bool IsOnGlobe(ulong location) => IsOnGlobe(Longitude(location), Latitude(location));

    /// <summary>Tells the side of the line from a to b on which p lies: 1 left, -1 right, 0 on it. Exact.</summary>
    /// <remarks>
    /// On the globe a longitude difference is at most 3.6e9 and a latitude difference at most 1.8e9, so each product
    /// is at most 6.48e18 and fits 63 bits.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Turn(ulong a, ulong b, ulong p)
    {
        long ax = Longitude(a), ay = Latitude(a);
        var left = (Longitude(b) - ax) * (Latitude(p) - ay);
        var right = (Latitude(b) - ay) * (Longitude(p) - ax);
        return left.CompareTo(right);
    }
}
