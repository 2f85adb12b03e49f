using System.Buffers;

namespace OsmTasking.Extraction.Formats;

/// <summary>Writes text into XML 1.0 from UTF-8 that is known to be valid.</summary>
internal static class XmlText
{
    // 0xEF begins U+FFFE and U+FFFF, which XML does not allow.
    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(value => (byte)value), (byte)'&', (byte)'<', (byte)'>', (byte)'"', 0xEF]);

    /// <summary>Writes text so that it may stand in an element or between double quotes; characters XML does not allow become U+FFFD.</summary>
    internal static void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        for (int at; (at = text.IndexOfAny(Special)) >= 0;)
        {
            output.Write(text[..at]);
            var taken = 1;
            output.Write(text[at] switch
            {
                (byte)'&' => "&amp;"u8,
                (byte)'<' => "&lt;"u8,
                (byte)'>' => "&gt;"u8,
                (byte)'"' => "&quot;"u8,

                // Written plainly, a reader would make spaces or line feeds of them.
                (byte)'\t' => "&#9;"u8,
                (byte)'\n' => "&#10;"u8,
                (byte)'\r' => "&#13;"u8,
                0xEF => Allowed(text.Slice(at, taken = 3)),
                _ => "\uFFFD"u8,
            });
            text = text[(at + taken)..];
        }

        output.Write(text);
    }

    private static ReadOnlySpan<byte> Allowed(ReadOnlySpan<byte> character) => character is [_, 0xBF, 0xBE or 0xBF] ? "\uFFFD"u8 : character;
}
