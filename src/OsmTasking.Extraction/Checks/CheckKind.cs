namespace OsmTasking.Extraction.Checks;

/// <summary>What a check looks for. docs/checks.md shows each with a picture.</summary>
public enum CheckKind
{
    /// <summary>A building whose outline does not come back to where it began.</summary>
    UnclosedBuilding,

    /// <summary>A building whose outline crosses, overlaps or retraces itself.</summary>
    SelfCrossingBuilding,

    /// <summary>A building with a corner sharper than walls have: a spike.</summary>
    ImpossibleAngle,

    /// <summary>Two highways of one level that cross where they have no node in common.</summary>
    CrossingHighways,

    /// <summary>A highway that runs through a building, and nothing says how.</summary>
    HighwayThroughBuilding,

    /// <summary>Two nodes with the same tags, or with none, in one place.</summary>
    DuplicateNodes,

    /// <summary>Two ways that are drawn through the same places and mean the same.</summary>
    DuplicateWays,

    /// <summary>A highway that ends just short of another.</summary>
    AlmostJoinedHighway,

    /// <summary>A way without tags that no relation uses.</summary>
    UntaggedWay,

    /// <summary>A multipolygon or boundary whose rings cross or do not close.</summary>
    BrokenMultipolygon,

    /// <summary>A key or value one slip of the fingers away from a common one.</summary>
    MisspeltTag,

    /// <summary>An object with tags that describe a thing, but not which.</summary>
    MissingTag,

    /// <summary>Roads that hang together but cannot be reached from the network around them.</summary>
    RoadIsland,
}

/// <summary>The checks, their names, and what they find.</summary>
public static class CheckKinds
{
    /// <summary>Gets every check.</summary>
    public static IReadOnlyList<CheckKind> All { get; } = Enum.GetValues<CheckKind>();

    /// <summary>Returns the name of a check: lower-case letters and hyphens; the first part of a key and the category of an item.</summary>
    public static string Name(this CheckKind check) => Words(check).Name;

    /// <summary>Returns what a check looks for, in a few words for people; docs/checks.md tells more.</summary>
    public static string Finds(this CheckKind check) => Words(check).Finds;

    /// <summary>Finds a check by its name; <see langword="null"/> when there is none.</summary>
    public static CheckKind? Parse(string? name)
    {
        foreach (var check in All)
        {
            if (check.Name() == name)
            {
                return check;
            }
        }

        return null;
    }

    private static (string Name, string Finds) Words(CheckKind check) => check switch
    {
        CheckKind.UnclosedBuilding => ("unclosed-building", "Buildings whose outline does not close"),
        CheckKind.SelfCrossingBuilding => ("self-crossing-building", "Buildings whose outline crosses itself"),
        CheckKind.ImpossibleAngle => ("impossible-angle", "Buildings with a spike"),
        CheckKind.CrossingHighways => ("crossing-highways", "Roads that cross without a common node"),
        CheckKind.HighwayThroughBuilding => ("highway-through-building", "Roads through a building"),
        CheckKind.DuplicateNodes => ("duplicate-nodes", "Two nodes in one place"),
        CheckKind.DuplicateWays => ("duplicate-ways", "The same way twice"),
        CheckKind.AlmostJoinedHighway => ("almost-joined-highway", "Roads that end just short of another"),
        CheckKind.UntaggedWay => ("untagged-way", "Ways without tags"),
        CheckKind.BrokenMultipolygon => ("broken-multipolygon", "Areas whose rings cross or do not close"),
        CheckKind.MisspeltTag => ("misspelt-tag", "Tags one slip from a common one"),
        CheckKind.MissingTag => ("missing-tag", "Tags that describe a thing but not which"),
        CheckKind.RoadIsland => ("road-island", "Roads that no road leads to"),
        _ => throw new ArgumentOutOfRangeException(nameof(check), check, "There is no such check."),
    };
}
