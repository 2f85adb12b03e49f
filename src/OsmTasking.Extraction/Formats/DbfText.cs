namespace OsmTasking.Extraction.Formats;

/// <summary>Splits texts over fields of dBASE, which hold 254 bytes and lose the spaces at both ends when read.</summary>
internal static class DbfText
{
    /// <summary>The most bytes of a field.</summary>
    internal const int MaxWidth = 254;

    /// <summary>Splits a text between characters, and not beside a space, so that the parts put together are the text again.</summary>
    /// <param name="text">Valid UTF-8.</param>
    /// <param name="maxParts">The most parts; at least 1.</param>
    /// <param name="lengths">Receives the bytes of each part, in the place of what it held.</param>
    /// <returns>Whether the parts, read without the spaces at their ends, give the text: it fits, it neither begins nor ends with a space, and is not empty.</returns>
    internal static bool Split(ReadOnlySpan<byte> text, int maxParts, List<int> lengths)
    {
        lengths.Clear();
        var exact = text is not ([] or [(byte)' ', ..] or [.., (byte)' ']);
        while (!text.IsEmpty && lengths.Count < maxParts)
        {
            var length = text.Length <= MaxWidth ? text.Length : Cut(text, besideSpaces: false);
            if (length == 0)
            {
                exact = false;
                length = Cut(text, besideSpaces: true);
            }

            lengths.Add(length);
            text = text[length..];
        }

        return exact && text.IsEmpty;
    }

    // The last good place, or 0 where there is none.
    private static int Cut(ReadOnlySpan<byte> text, bool besideSpaces)
    {
        for (var at = MaxWidth; at > 0; at--)
        {
            if ((text[at] & 0xC0) != 0x80 && (besideSpaces || (text[at] != ' ' && text[at - 1] != ' ')))
            {
                return at;
            }
        }

        return 0;
    }
}
