using System.Buffers.Binary;

namespace OsmTasking.Extraction.Checks;

/// <summary>Hashes of 64 bits for text, eight bytes at a time; the same in every run.</summary>
internal static class Utf8Hash
{
    internal static ulong Of(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length * 0x9E37_79B9_7F4A_7C15;
        while (text.Length >= 8)
        {
            hash = DuplicateWays.Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
            text = text[8..];
        }

        ulong rest = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            rest = (rest << 8) | text[i];
        }

        return DuplicateWays.Mix(hash ^ rest);
    }
}
