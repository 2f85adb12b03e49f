using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction;

/// <summary>What to take out of a source.</summary>
public sealed record ExtractOptions
{
    /// <summary>Gets the kinds of objects that become features. The default is all.</summary>
    public OsmKinds Kinds { get; init; } = OsmKinds.All;

    /// <summary>Gets the filter on tags; <see langword="null"/>, the default, lets all pass.</summary>
    public TagFilter? Tags { get; init; }

    /// <summary>Gets the filter on place; <see langword="null"/>, the default, lets all pass.</summary>
    public AreaFilter? Area { get; init; }

    /// <summary>Gets the rules by which closed ways become areas.</summary>
    public AreaRules AreaRules { get; init; } = AreaRules.Default;

    /// <summary>
    /// Gets whether objects without tags become features too. By default they do not: they are parts of other objects. A
    /// relation that has no tag but <c>type</c> counts as untagged.
    /// </summary>
    public bool Untagged { get; init; }

    /// <summary>
    /// Gets whether an area whose rings cross, overlap, do not close or enclose nothing is kept as the lines it is drawn with, and flagged
    /// (<see cref="OsmFeature.Problem"/>). By default it gives no feature. It is reported in either case.
    /// </summary>
    public bool Repair { get; init; }

    /// <summary>
    /// Gets a file to hold the locations of the nodes, mapped into memory, for sources with more nodes than the memory holds (8 to 10.3
    /// bytes each). It must not exist and is deleted in the end. The default is ordinary memory.
    /// </summary>
    public string? LocationFile { get; init; }

    /// <summary>Gets what is called once, when all nodes are located and before ways are read; the locations are valid until the extract ends.</summary>
    public Action<Locations.NodeLocations>? OnLocated { get; init; }

    /// <summary>Gets what is called after each pass, with the kinds of objects whose features have all been handed out and ended in it.</summary>
    public Action<OsmKinds>? OnHandedOut { get; init; }

    /// <summary>Gets what is called for every problem, in the order of reading; they are counted in any case.</summary>
    public Action<GeometryProblem>? OnProblem { get; init; }
}

/// <summary>How far an extract is.</summary>
/// <param name="Pass">Which pass over the source, from 1.</param>
/// <param name="Passes">The number of passes.</param>
/// <param name="BytesRead">Bytes read so far in all passes.</param>
/// <param name="BytesToRead">Bytes to read in all passes, as far as can be told now; <see langword="null"/> when it cannot.</param>
/// <param name="Rows">Features written so far.</param>
public readonly record struct ExtractProgress(int Pass, int Passes, long BytesRead, long? BytesToRead, long Rows);

/// <summary>What an extract gave.</summary>
/// <param name="Rows">Features written, by kind of object.</param>
/// <param name="Geometries">Features written, by kind of geometry.</param>
/// <param name="Problems">Problems by reason; a relation without some of its members is counted here though it was written.</param>
public sealed record ExtractSummary(
    IReadOnlyDictionary<OsmKind, long> Rows,
    IReadOnlyDictionary<GeometryKind, long> Geometries,
    IReadOnlyDictionary<ProblemReason, long> Problems)
{
    /// <summary>Gets the number of features written.</summary>
    public long TotalRows => Rows.Values.Sum();

    /// <summary>Gets the number of problems.</summary>
    public long TotalProblems => Problems.Values.Sum();
}
