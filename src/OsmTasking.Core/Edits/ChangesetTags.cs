using System.Globalization;

namespace OsmTasking.Core.Edits;

/// <summary>The tags of a changeset, by custom of the community. Pure.</summary>
/// <remarks>
/// <c>comment</c> in the mapper's words with the hashtag of the project, <c>hashtags</c>, <c>source</c>, <c>created_by</c>, <c>osmtasking:server</c> and
/// <c>osmtasking:tasks</c>: the numbers of the items. No value is longer than 255 characters: of the items as many as fit.
/// </remarks>
public static class ChangesetTags
{
    /// <summary>Makes them.</summary>
    /// <param name="edits">The edits of the changeset, at least one, with one comment and source.</param>
    /// <param name="program">Name and version of the program, for <c>created_by</c>.</param>
    /// <param name="server">The address of the server, or empty.</param>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<Edit> edits, string program, string server)
    {
        ArgumentNullException.ThrowIfNull(edits);
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(server);
        var hashtag = string.Create(CultureInfo.InvariantCulture, $"#osmtasking-{edits[0].ProjectId}");
        var comment = edits[0].Comment.Trim();
        if (comment.Length + hashtag.Length + 1 <= EditRules.LongestText && !comment.Contains(hashtag, StringComparison.OrdinalIgnoreCase))
        {
            comment = $"{comment} {hashtag}";
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["created_by"] = Cut(program), ["comment"] = Cut(comment), ["hashtags"] = hashtag };
        Add("source", Cut(edits[0].Source));
        Add("osmtasking:server", Cut(server));
        Add("osmtasking:tasks", Items(edits));
        return tags;

        void Add(string key, string value)
        {
            if (value.Length > 0)
            {
                tags[key] = value;
            }
        }
    }

    private static string Items(IReadOnlyList<Edit> edits)
    {
        var text = string.Empty;
        foreach (var item in edits.Select(edit => edit.Item).OfType<long>().Distinct().Order())
        {
            var longer = text.Length == 0 ? item.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{text};{item}");
            if (longer.Length > EditRules.LongestText)
            {
                break;
            }

            text = longer;
        }

        return text;
    }

    private static string Cut(string text) => text.Length <= EditRules.LongestText ? text : text[..(char.IsHighSurrogate(text[EditRules.LongestText - 1]) ? EditRules.LongestText - 1 : EditRules.LongestText)];
}
