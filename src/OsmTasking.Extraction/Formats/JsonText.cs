using System.Buffers;

namespace OsmTasking.Extraction.Formats;

/// <summary>Writes JSON strings from UTF-8 that is known to be valid.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(value => (byte)value), (byte)'"', (byte)'\\']);

    /// <summary>Writes a string in quotes.</summary>
    internal static void WriteString(ReadOnlySpan<byte> utf8, ArrayBufferWriter<byte> output)
    {
        var plain = utf8.IndexOfAny(Escaped);
        var length = plain < 0 ? utf8.Length : plain;
        var span = output.GetSpan(length + 2);
        span[0] = (byte)'"';
        utf8[..length].CopyTo(span[1..]);
        if (plain < 0)
        {
            span[length + 1] = (byte)'"';
            output.Advance(length + 2);
            return;
        }

        output.Advance(length + 1);
        WriteEscaped(utf8[length..], output);
        output.Write("\""u8);
    }

    /// <summary>Writes an object of the properties from <paramref name="first"/> on.</summary>
    internal static void WriteObject(FeatureProperties properties, int first, ArrayBufferWriter<byte> output)
    {
        output.Write("{"u8);
        for (var i = first; i < properties.Count; i++)
        {
            if (i > first)
            {
                output.Write(","u8);
            }

            WriteString(properties.Key(i), output);
            output.Write(":"u8);
            if (properties.IsNumber(i))
            {
                output.Write(properties.Value(i));
            }
            else
            {
                WriteString(properties.Value(i), output);
            }
        }

        output.Write("}"u8);
    }

    private static void WriteEscaped(ReadOnlySpan<byte> utf8, ArrayBufferWriter<byte> output)
    {
        while (!utf8.IsEmpty)
        {
            var plain = utf8.IndexOfAny(Escaped);
            if (plain != 0)
            {
                output.Write(plain < 0 ? utf8 : utf8[..plain]);
                utf8 = plain < 0 ? default : utf8[plain..];
                continue;
            }

            switch (utf8[0])
            {
                case (byte)'"':
                    output.Write("\\\""u8);
                    break;
                case (byte)'\\':
                    output.Write("\\\\"u8);
                    break;
                case (byte)'\n':
                    output.Write("\\n"u8);
                    break;
                case (byte)'\r':
                    output.Write("\\r"u8);
                    break;
                case (byte)'\t':
                    output.Write("\\t"u8);
                    break;
                default:
                    output.Write("\\u00"u8);
                    var span = output.GetSpan(2);
                    span[0] = "0123456789abcdef"u8[utf8[0] >> 4];
                    span[1] = "0123456789abcdef"u8[utf8[0] & 15];
                    output.Advance(2);
                    break;
            }

            utf8 = utf8[1..];
        }
    }
}
