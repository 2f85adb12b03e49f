using System.Buffers;

namespace OsmTasking.Extraction.Formats;

/// <summary>Writes fields of comma-separated values (RFC 4180).</summary>
internal static class CsvText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    /// <summary>Writes a field, in quotes where it needs them; an empty one is <c>""</c>, to tell it from one that is not there.</summary>
    internal static void WriteField(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (text is not ([] or [(byte)' ', ..] or [.., (byte)' ']) && !text.ContainsAny(Special))
        {
            output.Write(text);
            return;
        }

        output.Write("\""u8);
        for (int at; (at = text.IndexOf((byte)'"')) >= 0; text = text[(at + 1)..])
        {
            output.Write(text[..at]);
            output.Write("\"\""u8);
        }

        output.Write(text);
        output.Write("\""u8);
    }
}
