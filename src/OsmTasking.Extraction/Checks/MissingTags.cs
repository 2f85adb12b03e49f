using System.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Checks;

/// <summary>Tags that describe a thing, and none that says what it is.</summary>
/// <remarks>
/// <code>
///   fault                               fine
///   name=Mill Lane, maxspeed=30         name=Mill Lane, maxspeed=30, highway=residential
///   building:levels=2, roof:shape=hip   addr:housenumber=12      (an address is a thing)
///   a relation without type             source=survey, note=…    (remarks describe nothing)
/// </code>
/// Members of relations are left out: the relation may say what they are.
/// </remarks>
internal static class MissingTags
{
    private static readonly HashSet<ulong> Traits = [.. CommonTags.Traits.Select(Hash)];
    private static readonly HashSet<ulong> Remarks = [.. CommonTags.Remarks.Select(Hash)];

    /// <summary>Finds what is missing.</summary>
    /// <returns>What to say of it, or <see langword="null"/>.</returns>
    internal static string? Find(TagView tags, OsmKind kind)
    {
        if (kind == OsmKind.Relation)
        {
            return tags.Count > 0 && !tags.TryGetValue("type"u8, out _) ? "The relation has no tag type: what is it?" : null;
        }

        var trait = -1;
        for (var i = 0; i < tags.Count; i++)
        {
            var key = tags.Key(i);
            var hash = Utf8Hash.Of(key);
            if (Traits.Contains(hash))
            {
                trait = trait < 0 ? i : trait;
            }
            else if (!Remarks.Contains(hash) && !key.StartsWith("name:"u8) && !key.StartsWith("source:"u8))
            {
                return null;
            }
        }

        return trait < 0 ? null : $"It has {Encoding.UTF8.GetString(tags.Key(trait))}, but no tag says what it is.";
    }

    private static ulong Hash(string word) => Utf8Hash.Of(Encoding.UTF8.GetBytes(word));
}
