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

/// <summary>The checks and their names.</summary>
public static class CheckKinds
{
    private static readonly string[] Names =
    [
        "unclosed-building", "self-crossing-building", "impossible-angle", "crossing-highways", "highway-through-building", "duplicate-nodes",
        "duplicate-ways", "almost-joined-highway", "untagged-way", "broken-multipolygon", "misspelt-tag", "missing-tag", "road-island",
    ];

    /// <summary>Gets every check.</summary>
    public static IReadOnlyList<CheckKind> All { get; } = Enum.GetValues<CheckKind>();

    /// <summary>Returns the name of a check: lower-case letters and hyphens; the first part of a key and the category of an item.</summary>
    public static string Name(this CheckKind check) => Names[(int)check];

    /// <summary>Finds a check by its name; <see langword="null"/> when there is none.</summary>
    public static CheckKind? Parse(string? name) => Array.IndexOf(Names, name) is >= 0 and var index ? (CheckKind)index : null;
}
