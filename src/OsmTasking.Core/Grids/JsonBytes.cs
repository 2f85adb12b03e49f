using System.Buffers.Text;

namespace OsmTasking.Core.Grids;

/// <summary>Writes JSON text into a stream through one buffer.</summary>
internal sealed class JsonBytes(Stream output, int decimals)
{
    /// <summary>The most bytes of one number or literal.</summary>
    private const int Longest = 128;

    private readonly byte[] _bytes = new byte[1 << 16];
    private readonly double _scale = Math.Pow(10, decimals);
    private readonly long _whole = (long)Math.Pow(10, decimals);
    private int _length;

    internal void Text(ReadOnlySpan<byte> text)
    {
        Room();
        Append(text);
    }

    internal void Number(long value)
    {
        Room();
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    internal void Position(double x, double y)
    {
        Room();
        _bytes[_length++] = (byte)'[';
        _length += Degrees(x, _bytes.AsSpan(_length));
        _bytes[_length++] = (byte)',';
        _length += Degrees(y, _bytes.AsSpan(_length));
        _bytes[_length++] = (byte)']';
    }

    /// <summary>A closed ring round a box, from its south-western corner and counter-clockwise; the four lines are given as text.</summary>
    internal void Square(ReadOnlySpan<byte> west, ReadOnlySpan<byte> south, ReadOnlySpan<byte> east, ReadOnlySpan<byte> north)
    {
        Room(5 * (west.Length + east.Length + south.Length + north.Length));
        Append("[[["u8);
        Append(west);
        Append(","u8);
        Append(south);
        Append("],["u8);
        Append(east);
        Append(","u8);
        Append(south);
        Append("],["u8);
        Append(east);
        Append(","u8);
        Append(north);
        Append("],["u8);
        Append(west);
        Append(","u8);
        Append(north);
        Append("],["u8);
        Append(west);
        Append(","u8);
        Append(south);
        Append("]]]"u8);
    }

    internal void Flush()
    {
        output.Write(_bytes, 0, _length);
        _length = 0;
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
    }

    private void Room(int more = 0)
    {
        if (_bytes.Length - _length < Longest + more)
        {
            Flush();
        }
    }

    /// <summary>Writes a number of degrees and returns how many bytes it took: 26 at the most.</summary>
    internal int Degrees(double value, Span<byte> into)
    {
        if (decimals > 12)
        {
            value.TryFormat(into, out var written, "R", System.Globalization.CultureInfo.InvariantCulture);
            return written;
        }

        // As an integer: several times faster than the shortest form of a double, and the same text for every value that rounds alike.
        var scaled = (long)Math.Round(value * _scale);
        var length = 0;
        if (scaled < 0)
        {
            into[length++] = (byte)'-';
            scaled = -scaled;
        }

        var (whole, rest) = Math.DivRem(scaled, _whole);
        Utf8Formatter.TryFormat(whole, into[length..], out var digits);
        length += digits;
        if (rest == 0)
        {
            return length;
        }

        into[length] = (byte)'.';
        for (var place = decimals; place > 0; place--)
        {
            (rest, var digit) = Math.DivRem(rest, 10);
            into[length + place] = (byte)('0' + digit);
        }

        length += decimals + 1;
        while (into[length - 1] == (byte)'0')
        {
            length--;
        }

        return length;
    }
}
