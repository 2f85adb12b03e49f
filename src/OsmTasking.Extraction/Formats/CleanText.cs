using System.Text;
using System.Text.Unicode;

namespace OsmTasking.Extraction.Formats;

/// <summary>Text that others can read; a source may have any bytes. What is clean is returned as it is.</summary>
public static class CleanText
{
    /// <summary>Gets text with U+FFFD in the place of what is no UTF-8.</summary>
    public static ReadOnlySpan<byte> Valid(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? utf8 : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));

    /// <summary>Gets valid text with U+FFFD also in the place of U+0000, which PostgreSQL cannot hold.</summary>
    public static ReadOnlySpan<byte> ForDatabase(ReadOnlySpan<byte> utf8)
    {
        var valid = Valid(utf8);
        return valid.Contains((byte)0) ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(valid).Replace('\0', '\uFFFD')) : valid;
    }
}
