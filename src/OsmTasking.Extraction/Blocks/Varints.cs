namespace OsmTasking.Extraction.Blocks;

/// <summary>Numbers of one to ten bytes, small ones short, as protocol buffers have them; signed ones alternate: 0, -1, 1, -2.</summary>
public static class Varints
{
    /// <summary>The most bytes of a number.</summary>
    public const int Most = 10;

    /// <summary>Writes a number.</summary>
    /// <param name="into">Room for <see cref="Most"/> bytes.</param>
    /// <param name="value">The number.</param>
    /// <returns>How many bytes it took.</returns>
    public static int Write(Span<byte> into, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            into[length++] = (byte)(value | 0x80);
        }

        into[length++] = (byte)value;
        return length;
    }

    /// <summary>Writes a signed number; see <see cref="Write"/>.</summary>
    public static int WriteSigned(Span<byte> into, long value) => Write(into, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Reads a number and moves on behind it.</summary>
    /// <exception cref="OsmFormatException">It does not end.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (var at = 0; at < from.Length && at < Most; at++)
        {
            var next = from[at];
            value |= (ulong)(next & 0x7f) << (7 * at);
            if (next < 0x80)
            {
                from = from[(at + 1)..];
                return value;
            }
        }

        throw new OsmFormatException("a packed number does not end");
    }

    /// <summary>Reads a signed number; see <see cref="Read"/>.</summary>
    public static long ReadSigned(ref ReadOnlySpan<byte> from)
    {
        var value = Read(ref from);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
