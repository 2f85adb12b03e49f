namespace OsmTasking.Extraction.Checks;

/// <summary>What to look for.</summary>
public sealed record CheckOptions
{
    /// <summary>Gets the checks to make. The default is all.</summary>
    public IReadOnlySet<CheckKind> Checks { get; init; } = CheckKinds.All.ToHashSet();

    /// <summary>Gets a file to hold the locations of the nodes (<see cref="ExtractOptions.LocationFile"/>). The default is ordinary memory.</summary>
    public string? LocationFile { get; init; }
}

/// <summary>What a run of the checks gave.</summary>
/// <param name="Counts">Findings by check; a check that was made and found nothing is there with 0.</param>
public sealed record CheckSummary(IReadOnlyDictionary<CheckKind, long> Counts)
{
    /// <summary>Gets the number of findings.</summary>
    public long Total => Counts.Values.Sum();
}
