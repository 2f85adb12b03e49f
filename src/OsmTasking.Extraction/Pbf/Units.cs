using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>The units of a block: coordinates in steps of so many nanodegrees, times in steps of so many milliseconds.</summary>
internal readonly record struct Units(int Granularity, long LatitudeOffset, long LongitudeOffset, int DateGranularity)
{
    /// <summary>What a block has that says nothing else: steps of 1e-7 degrees, seconds.</summary>
    internal static readonly Units Default = new(100, 0, 0, 1000);

    /// <summary>What libosmium writes for the longitude and latitude of a deleted node, which has none.</summary>
    private const int Nowhere = int.MaxValue;

    // Seconds from 1970 to the year 1, and from there to the end of the year 9999.
    private const long Earliest = -62_135_596_800;
    private const ulong Calendar = 315_537_897_599;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Latitude(long id, long steps) => Degrees(id, steps, LatitudeOffset, 90_000_000_000);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Longitude(long id, long steps) => Degrees(id, steps, LongitudeOffset, 180_000_000_000);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long Seconds(long steps)
    {
        var seconds = DateGranularity == 1000 ? steps : unchecked(steps * DateGranularity) / 1000;
        if ((ulong)(seconds - Earliest) > Calendar)
        {
            ThrowTime(seconds);
        }

        return seconds;
    }

    /// <summary>A deleted node lies at 0, 0, whatever stands for its lack of a place in the file.</summary>
    internal static OsmNode Hide(in OsmNode node) => node.Info.Visible || node.Longitude != Nowhere ? node : node with { Longitude = 0, Latitude = 0 };

    // Unsigned, so that one comparison holds both ends.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Degrees(long id, long steps, long offset, long most) =>
        Granularity == 100 && offset == 0 && (ulong)(steps + (most / 100)) <= (ulong)(most / 50) ? (int)steps : Convert(id, steps, offset, most);

    /// <summary>Returns 1e-7 degrees; what lies beyond is cut off, as libosmium and osm2pgsql do.</summary>
    private int Convert(long id, long steps, long offset, long most)
    {
        if (steps == Nowhere && Granularity == 100 && offset == 0)
        {
            return Nowhere;
        }

        // A granularity of 1e9 and 2^33 steps stay below 2^63, so nothing wraps before the test.
        var magnitude = steps == long.MinValue ? long.MaxValue : Math.Abs(steps);
        var nanodegrees = magnitude <= 1L << 33 || (Granularity <= 1000 && magnitude <= 1L << 50)
            ? (steps * Granularity) + Math.Clamp(offset, -most * 2, most * 2) : long.MaxValue;
        return nanodegrees >= -most && nanodegrees <= most ? (int)(nanodegrees / 100)
            : throw new OsmFormatException($"object {id} lies off the globe: {steps} steps of {Granularity} nanodegrees");
    }

    [DoesNotReturn]
    private static void ThrowTime(long seconds) => throw new OsmFormatException($"{seconds} seconds from 1970 are beyond the years 1 to 9999");
}
