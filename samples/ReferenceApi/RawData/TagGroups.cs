using OsmTasking.Extraction.Filters;

namespace ReferenceApi.RawData;

/// <summary>The two groups of conditions of a filter, <c>join_or</c> and <c>join_and</c>, as one tree.</summary>
/// <remarks>
/// Meant is (one of the first) and (all of the second). osm-rawdata sends every condition in both groups and means the first alone: two
/// equal groups are therefore an "or". raw-data-api itself writes both groups after each other without parentheses, glued by "and"
/// if the second has one condition and by "or" if it has more; <see cref="Join"/> does so too where that is asked for.
/// </remarks>
public static class TagGroups
{
    /// <summary>The longest filter, as text.</summary>
    public const int LongestFilter = 60_000;

    private const int MostKeys = 5000;
    private const int MostValues = 5000;
    private const int LongestText = 1000;

    /// <summary>Reads the groups; null when there is no condition in them.</summary>
    public static TagFilter? Read(RawBody groups, bool hasQuirk) => Join(ReadGroup(groups, "join_or"), ReadGroup(groups, "join_and"), hasQuirk);

    /// <summary>Joins the groups; null when both are empty.</summary>
    public static TagFilter? Join(IReadOnlyList<(string Key, IReadOnlyList<string> Values)> or, IReadOnlyList<(string Key, IReadOnlyList<string> Values)> and, bool hasQuirk)
    {
        ArgumentNullException.ThrowIfNull(or);
        ArgumentNullException.ThrowIfNull(and);
        TagFilter[] one = [.. or.Select(Condition)], all = [.. and.Select(Condition)];
        return (one, all) switch
        {
            ([], []) => null,
            ([], _) => TagFilter.All(all),
            (_, []) => TagFilter.Any(one),
            _ when AreEqual(or, and) => TagFilter.Any(one),
            _ when !hasQuirk => TagFilter.All([TagFilter.Any(one), .. all]),

            // "a or b and c": the glue binds to the last one.
            (_, [var last]) => TagFilter.Any([.. one[..^1], TagFilter.All(one[^1], last)]),
            _ => TagFilter.Any([.. one, TagFilter.All(all)]),
        };
    }

    private static List<(string, IReadOnlyList<string>)> ReadGroup(RawBody groups, string name)
    {
        var found = new List<(string, IReadOnlyList<string>)>();
        foreach (var (key, values) in groups.Members(name))
        {
            if (key.Trim().Length == 0 || key.Length > LongestText)
            {
                throw groups.Refuse(name, $"keys must have 1 to {LongestText} characters");
            }

            found.Add((key.Trim(), [.. values.AsTexts(MostValues, LongestText).Select(value => value.Trim()).Distinct()]));
            if (found.Count > MostKeys)
            {
                throw groups.Refuse(name, $"there are more than {MostKeys} keys");
            }
        }

        return found;
    }

    private static TagFilter Condition((string Key, IReadOnlyList<string> Values) entry) => TagFilter.Tag(entry.Key, entry.Values);

    private static bool AreEqual(IReadOnlyList<(string Key, IReadOnlyList<string> Values)> or, IReadOnlyList<(string Key, IReadOnlyList<string> Values)> and) =>
        or.Count == and.Count &&
        or.OrderBy(entry => entry.Key, StringComparer.Ordinal).Zip(and.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            .All(pair => pair.First.Key == pair.Second.Key && pair.First.Values.ToHashSet().SetEquals(pair.Second.Values));
}
