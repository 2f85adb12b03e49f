using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Filters;

namespace OsmTasking.Extraction.Subsets;

/// <summary>What comes along with the objects that are chosen.</summary>
public enum Completeness
{
    /// <summary>Nothing: ways and relations may refer to what is not in the subset.</summary>
    None,

    /// <summary>All nodes of the ways chosen. Relations may refer to what is not in the subset.</summary>
    Ways,

    /// <summary>As <see cref="Ways"/>, and all ways, with their nodes, of the multipolygons and boundaries chosen: each area can be built.</summary>
    Areas,

    /// <summary>As <see cref="Ways"/>, and all members of all relations chosen, with their nodes and in turn their members.</summary>
    Relations,
}

/// <summary>What to take out of a source as OSM data.</summary>
public sealed record SubsetOptions
{
    /// <summary>Gets the kinds of objects to choose from. What completes them is of any kind.</summary>
    public OsmKinds Kinds { get; init; } = OsmKinds.All;

    /// <summary>Gets the filter on tags; <see langword="null"/>, the default, lets all pass. A shape it asks for is any shape the kind of object can have.</summary>
    public TagFilter? Tags { get; init; }

    /// <summary>
    /// Gets the area; <see langword="null"/>, the default, is everywhere. Nodes are chosen that lie in it (its edge included), ways with such
    /// a node, relations with such a node, such a way or such a relation as a member.
    /// </summary>
    public AreaFilter? Area { get; init; }

    /// <summary>Gets what comes along. The default is what lets every chosen area be built.</summary>
    public Completeness Completeness { get; init; } = Completeness.Areas;
}

/// <summary>What a subset holds.</summary>
/// <param name="Nodes">Nodes written.</param>
/// <param name="Ways">Ways written.</param>
/// <param name="Relations">Relations written.</param>
public sealed record SubsetSummary(long Nodes, long Ways, long Relations);
