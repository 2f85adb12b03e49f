using System.Buffers.Text;

namespace OsmTasking.Core.Grids;

/// <summary>Writes JSON text into a stream through one buffer.</summary>
internal sealed class JsonBytes(Stream output, int decimals)
{
    /// <summary>The most bytes of one number or literal.</summary>
    private const int Longest = 128;

    private readonly byte[] _bytes = new byte[1 << 16];
    private readonly double _scale = Math.Pow(10, decimals);
    private int _length;

    internal void Text(ReadOnlySpan<byte> text)
    {
        Room();
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
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
        Degrees(x);
        _bytes[_length++] = (byte)',';
        Degrees(y);
        _bytes[_length++] = (byte)']';
    }

    internal void Flush()
    {
        output.Write(_bytes, 0, _length);
        _length = 0;
    }

    private void Room()
    {
        if (_bytes.Length - _length < Longest)
        {
            Flush();
        }
    }

    private void Degrees(double value)
    {
        if (decimals > 12)
        {
            value.TryFormat(_bytes.AsSpan(_length), out var written, "R", System.Globalization.CultureInfo.InvariantCulture);
            _length += written;
            return;
        }

        // As an integer: several times faster than the shortest form of a double, and the same text for every value that rounds alike.
        var scaled = (long)Math.Round(value * _scale);
        if (scaled < 0)
        {
            _bytes[_length++] = (byte)'-';
            scaled = -scaled;
        }

        var (whole, rest) = Math.DivRem(scaled, (long)_scale);
        Utf8Formatter.TryFormat(whole, _bytes.AsSpan(_length), out var digits);
        _length += digits;
        if (rest == 0)
        {
            return;
        }

        _bytes[_length] = (byte)'.';
        for (var place = decimals; place > 0; place--)
        {
            (rest, var digit) = Math.DivRem(rest, 10);
            _bytes[_length + place] = (byte)('0' + digit);
        }

        _length += decimals + 1;
        while (_bytes[_length - 1] == (byte)'0')
        {
            _length--;
        }
    }
}
