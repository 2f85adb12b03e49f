namespace OsmTasking.Core.Edits;

/// <summary>Limits on edits, as OSM and this queue have them. Pure.</summary>
public static class EditRules
{
    /// <summary>The most characters of a key, a value, a role, or a tag of a changeset.</summary>
    public const int LongestText = 255;

    /// <summary>The most elements one edit may touch.</summary>
    public const int MostChanges = 2_000;

    /// <summary>The most nodes of a way (OSM's setting; <c>/api/capabilities</c> tells the present one).</summary>
    public const int MostNodes = 2_000;

    /// <summary>The most members of a relation.</summary>
    public const int MostMembers = 32_000;

    /// <summary>Returns what is wrong with an edit, naming the place; <see langword="null"/> when nothing is.</summary>
    public static string? Check(Edit edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return !(Math.Abs(edit.Pin.Longitude) <= 180 && Math.Abs(edit.Pin.Latitude) <= 90) ? "The pin is not on the globe."
            : edit.Comment.Trim().Length == 0 ? "The comment is empty: say in your own words what you changed."
            : edit.Comment.Length > LongestText || edit.Source.Length > LongestText ? $"The comment or the source has more than {LongestText} characters."
            : !IsText(edit.Comment) || (edit.Source.Length > 0 && !IsText(edit.Source)) ? "The comment or the source has characters that OSM cannot keep."
            : edit.Changes.Count is 0 or > MostChanges ? $"An edit has 1 to {MostChanges} changes; this has {edit.Changes.Count}."
            : edit.Changes.Select(change => change.Element).Distinct().Count() < edit.Changes.Count ? "An element is changed twice."
            : edit.Changes.Select(Check).FirstOrDefault(fault => fault is not null);
    }

    private static string? Check(ElementChange change) => change switch
    {
        ElementChange.TagFix { Tags.Count: 0 } => $"{change.Element}: no tag is changed.",
        ElementChange.TagFix fix when fix.Tags.Any(tag => !IsText(tag.Key) || (tag.Value is { } value && !IsText(value))) => $"{change.Element}: a key or value is empty or longer than {LongestText}.",
        ElementChange.Create { Content: var content } when content.Element.Id >= 0 => $"{change.Element}: the id of a new element is negative.",
        not ElementChange.Create when change.Element.Id <= 0 => $"{change.Element}: the id of an element of OSM is positive.",
        ElementChange.TagFix { Version: < 1 } or ElementChange.Delete { Version: < 1 } or ElementChange.Modify { Content.Version: < 1 } => $"{change.Element}: the version is missing.",
        ElementChange.Create { Content: var content } => Check(content),
        ElementChange.Modify { Content: var content } => Check(content),
        _ => null,
    };

    private static string? Check(OsmElement content) =>
        content.Tags.Any(tag => !IsText(tag.Key) || !IsText(tag.Value)) ? $"{content.Element}: a key or value is empty or longer than {LongestText}."
        : content.Element.Kind == OsmElementKind.Node && !(Math.Abs(content.Longitude ?? 999) <= 180 && Math.Abs(content.Latitude ?? 999) <= 90) ? $"{content.Element}: the place is missing or not on the globe."
        : content.Element.Kind == OsmElementKind.Way && content.Nodes.Count is < 1 or > MostNodes ? $"{content.Element}: a way has 1 to {MostNodes} nodes; this has {content.Nodes.Count}."
        : content.Members.Any(member => member.Role.Length > 0 && !IsText(member.Role)) ? $"{content.Element}: a role is longer than {LongestText}, or has characters that OSM cannot keep."
        : content.Members.Count > MostMembers ? $"{content.Element}: more than {MostMembers} members."
        : null;

    // A control character is not allowed in XML, so that OSM could never have it.
    private static bool IsText(string text) => text.Length is > 0 and <= LongestText && !text.Any(letter => char.IsControl(letter) && letter is not ('\t' or '\n' or '\r')) && IsUnicode(text);

    private static bool IsUnicode(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]) && (index + 1 >= text.Length || !char.IsSurrogatePair(text[index], text[++index])))
            {
                return false;
            }
        }

        return true;
    }
}
