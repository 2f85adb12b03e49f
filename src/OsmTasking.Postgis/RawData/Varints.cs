using OsmTasking.Extraction;

namespace OsmTasking.Postgis.RawData;

/// <summary>Numbers of one to ten bytes, small ones short; signed ones alternate: 0, -1, 1, -2.</summary>
internal static class Varints
{
    internal const int Most = 10;

    internal static int Write(Span<byte> into, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            into[length++] = (byte)(value | 0x80);
        }

        into[length++] = (byte)value;
        return length;
    }

    internal static int WriteSigned(Span<byte> into, long value) => Write(into, (ulong)((value << 1) ^ (value >> 63)));

    internal static ulong Read(ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (from.IsEmpty)
            {
                break;
            }

            var next = from[0];
            from = from[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new OsmFormatException("The tables of OSM data hold a number that does not end: import the data anew.");
    }

    internal static long ReadSigned(ref ReadOnlySpan<byte> from)
    {
        var value = Read(ref from);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
