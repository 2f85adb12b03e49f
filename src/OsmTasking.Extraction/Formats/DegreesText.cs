using System.Buffers;
using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Formats;

/// <summary>Writes positions as decimal degrees, longitude first, with up to 7 decimals.</summary>
internal static class DegreesText
{
    /// <summary>The most bytes a position takes: <c>-180.1234567 -90.1234567,</c>.</summary>
    private const int LongestPosition = 26;

    /// <summary>Writes positions one after another.</summary>
    /// <param name="path">Longitude, latitude, longitude, latitude and so on, in degrees.</param>
    /// <param name="within">What stands between the two numbers of a position.</param>
    /// <param name="between">What stands between two positions.</param>
    /// <param name="output">Where to write.</param>
    internal static void WritePath(ReadOnlySpan<double> path, byte within, byte between, IBufferWriter<byte> output)
    {
        var span = output.GetSpan((path.Length / 2 * LongestPosition) + LongestPosition);
        ref var start = ref MemoryMarshal.GetReference(span);
        nint at = 0;
        for (var i = 0; i + 1 < path.Length; i += 2)
        {
            if (i > 0)
            {
                span[(int)at++] = between;
            }

            at = GeoJsonCoordinates.WriteDegrees(path[i], ref start, at);
            span[(int)at++] = within;
            at = GeoJsonCoordinates.WriteDegrees(path[i + 1], ref start, at);
        }

        output.Advance((int)at);
    }
}
