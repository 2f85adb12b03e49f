using System.Text;

namespace OsmTasking.Extraction.Exports;

/// <summary>Names of files that users choose: checked once, so that none leaves its folder, its archive or its header line.</summary>
public static class ExportNames
{
    /// <summary>The name where none is given.</summary>
    public const string Default = "RawExport";

    /// <summary>The longest name, in UTF-16 characters.</summary>
    public const int Longest = 150;

    /// <summary>Looks at a name, which may have folders before it.</summary>
    /// <param name="name">The name, without an ending.</param>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static string? FaultOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is 0 or > Longest ? $"must have 1 to {Longest} characters"
            : name.Any(character => char.IsControl(character) || char.IsSurrogate(character) || character is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' or '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e'))
                ? "must not contain control characters or any of \\ : * ? \" < > |"
            : name.Split('/').Any(part => part.Length == 0 || part.Trim(' ', '.').Length == 0 || part[^1] is ' ' or '.') ? "must not have empty folders, '.' or '..', nor parts that end with a blank or point"
            : null;
    }

    /// <summary>Makes a name for a file of the storage from any text: letters, digits, <c>_</c> and <c>.</c> of ASCII, at most 100.</summary>
    /// <param name="text">Any text; folders become part of the name.</param>
    public static string Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = new StringBuilder();
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, 100)))
        {
            plain.Append(char.IsAsciiLetterOrDigit(character) ? character : '_');
        }

        return plain.ToString().Trim('_') is { Length: > 0 } name ? name : Default;
    }
}
