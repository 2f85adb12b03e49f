using System.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Checks;

/// <summary>
/// A key, or a value of a key whose values are a list, that nobody uses and that is one slip away from one that everybody does: a letter too many, too
/// few, another, two swapped; capitals; blanks around it. For one thread: what was looked up is remembered.
/// </summary>
/// <remarks>
/// <code>
///   fault                         fine
///   higway=residential            operators=…           (unknown, but no common key is one slip away)
///   highway=residental            building=trullo       (rare, but in the list)
///   Name=…, building =yes         amenity=parkingg      (values of amenity are not a list here)
/// </code>
/// Only words of five letters and more are compared; shorter ones have too many neighbours.
/// </remarks>
internal sealed class TagSpelling
{
    private const int MostRemembered = 1 << 16;
    private const int Shortest = 5;
    private const int Longest = 40;

    private static readonly HashSet<ulong> KnownKeys = [.. CommonTags.Keys.Concat(CommonTags.Traits).Concat(CommonTags.Remarks).Select(Hash)];
    private static readonly Dictionary<ulong, (string[] Words, HashSet<ulong> Known)> Lists =
        CommonTags.Values.ToDictionary(list => Hash(list.Key), list => (list.Value, list.Value.Select(Hash).ToHashSet()));

    private readonly Dictionary<ulong, string?> _keys = [];
    private readonly Dictionary<ulong, string?> _values = [];

    /// <summary>Finds the first misspelt tag.</summary>
    /// <returns>What to say of it, or <see langword="null"/>.</returns>
    internal string? Find(TagView tags)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            var key = tags.Key(i);
            var hash = Utf8Hash.Of(key);
            if (!KnownKeys.Contains(hash))
            {
                if (!_keys.TryGetValue(hash, out var better))
                {
                    better = Better(key, CommonTags.Keys);
                    Remember(_keys, hash, better);
                }

                if (better is not null && !Has(tags, better))
                {
                    return $"The key {Quote(key)} looks like a slip for {better}.";
                }
            }
            else if (Lists.TryGetValue(hash, out var list) && Utf8Hash.Of(tags.Value(i)) is var value && !list.Known.Contains(value))
            {
                if (!_values.TryGetValue(hash ^ value, out var better))
                {
                    better = Better(tags.Value(i), list.Words);
                    Remember(_values, hash ^ value, better);
                }

                if (better is not null)
                {
                    return $"{Encoding.UTF8.GetString(key)}={Quote(tags.Value(i))} looks like a slip for {better}.";
                }
            }
        }

        return null;
    }

    /// <summary>Returns the one word of a list that a text may have been meant to be.</summary>
    internal static string? Better(ReadOnlySpan<byte> utf8, string[] words)
    {
        if (utf8.Length is < 3 or > Longest || utf8.IndexOfAny((byte)':', (byte)';') >= 0)
        {
            return null; // Parts of names and lists of values are languages of their own.
        }

        var given = Encoding.UTF8.GetString(utf8);
        var plain = given.Trim().ToLowerInvariant();
        if (plain.Length >= 3 && plain != given && words.Contains(plain, StringComparer.Ordinal))
        {
            return plain;
        }

        return given.Length < Shortest ? null : Array.Find(words, word => word.Length >= Shortest && IsOneSlipAway(given, word));
    }

    /// <summary>Tells whether two texts differ by one letter added, left out or changed, or two neighbours swapped.</summary>
    internal static bool IsOneSlipAway(string given, string word)
    {
        var same = 0;
        while (same < given.Length && same < word.Length && given[same] == word[same])
        {
            same++;
        }

        var rest = given.AsSpan(same);
        var other = word.AsSpan(same);
        return (rest.Length - other.Length) switch
        {
            // The first letter is seldom wrong, and words that differ there are mostly others: bicycle, tricycle.
            0 => same > 0 && rest.Length > 0 && (rest[1..].SequenceEqual(other[1..]) || (rest.Length > 1 && rest[0] == other[1] && rest[1] == other[0] && rest[2..].SequenceEqual(other[2..]))),
            1 => rest[1..].SequenceEqual(other),
            -1 => rest.SequenceEqual(other[1..]),
            _ => false,
        };
    }

    private static bool Has(TagView tags, string key) => tags.TryGetValue(Encoding.UTF8.GetBytes(key), out _);

    private static void Remember(Dictionary<ulong, string?> known, ulong hash, string? better)
    {
        if (known.Count < MostRemembered)
        {
            known.Add(hash, better);
        }
    }

    private static string Quote(ReadOnlySpan<byte> utf8) => $"'{Encoding.UTF8.GetString(utf8)}'";

    private static ulong Hash(string word) => Utf8Hash.Of(Encoding.UTF8.GetBytes(word));
}
