using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace OsmTasking.Extraction.Xml;

/// <summary>Puts XML together as UTF-8 and passes it on in large pieces.</summary>
internal sealed class XmlOutput(Stream stream)
{
    // What cannot stand in an attribute as it is; U+FFFE and U+FFFF, which XML cannot hold, begin with 0xEF.
    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 32).Select(value => (byte)value), .. "<>&\"'"u8, 0xef]);
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _length;

    /// <summary>Gets how many characters, or bytes that are no UTF-8, were replaced since XML 1.0 cannot hold them.</summary>
    internal long Replaced { get; private set; }

    /// <summary>Writes as it is.</summary>
    internal void Raw(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            var part = utf8[..Math.Min(utf8.Length, Room(1).Length)];
            part.CopyTo(Room(part.Length));
            _length += part.Length;
            utf8 = utf8[part.Length..];
        }
    }

    internal void Number(long value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out var written);
        _length += written;
    }

    /// <summary>Writes 1e-7 degrees as degrees, without zeros at the end.</summary>
    internal void Degrees(int value)
    {
        var magnitude = Math.Abs((long)value);
        if (value < 0)
        {
            Raw("-"u8);
        }

        Number(magnitude / 10_000_000);
        var fraction = magnitude % 10_000_000;
        if (fraction == 0)
        {
            return;
        }

        var room = Room(8);
        room[0] = (byte)'.';
        var last = 0;
        for (var digit = 7; digit > 0; digit--, fraction /= 10)
        {
            room[digit] = (byte)('0' + (fraction % 10));
            last = last == 0 && fraction % 10 != 0 ? digit : last;
        }

        _length += last + 1;
    }

    /// <summary>Writes a time as 2026-11-21T08:15:00Z.</summary>
    internal void Time(DateTime utc)
    {
        utc.TryFormat(Room(20), out var written, "yyyy-MM-dd'T'HH:mm:ss'Z'");
        _length += written;
    }

    /// <summary>Writes the value of an attribute, such that every XML reader reads the same text again.</summary>
    internal void Text(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            Rectified(utf8);
            return;
        }

        for (var at = utf8.IndexOfAny(Special); at >= 0; at = utf8.IndexOfAny(Special))
        {
            Raw(utf8[..at]);
            var taken = Escape(utf8[at..]);
            utf8 = utf8[(at + taken)..];
        }

        Raw(utf8);
    }

    internal void Flush()
    {
        stream.Write(_buffer, 0, _length);
        _length = 0;
    }

    /// <summary>Writes what is wrong at its start, and returns how many bytes of it that was.</summary>
    private int Escape(ReadOnlySpan<byte> utf8)
    {
        switch (utf8[0])
        {
            case (byte)'<':
                Raw("&lt;"u8);
                return 1;
            case (byte)'>':
                Raw("&gt;"u8);
                return 1;
            case (byte)'&':
                Raw("&amp;"u8);
                return 1;
            case (byte)'"':
                Raw("&quot;"u8);
                return 1;
            case (byte)'\'':
                Raw("&apos;"u8);
                return 1;
            case (byte)'\t' or (byte)'\n' or (byte)'\r': // A reader would make spaces of them.
                Raw("&#"u8);
                Number(utf8[0]);
                Raw(";"u8);
                return 1;
            case 0xef when utf8[1] != 0xbf || utf8[2] < 0xbe:
                Raw(utf8[..3]);
                return 3;
            default:
                Raw("\ufffd"u8);
                Replaced++;
                return utf8[0] == 0xef ? 3 : 1;
        }
    }

    private void Rectified(ReadOnlySpan<byte> bytes)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var taken) != OperationStatus.Done)
            {
                Replaced++;
            }

            Text(utf8[..rune.EncodeToUtf8(utf8)]);
            bytes = bytes[taken..];
        }
    }

    private Span<byte> Room(int length)
    {
        if (_buffer.Length - _length < length)
        {
            Flush();
        }

        return _buffer.AsSpan(_length);
    }
}
