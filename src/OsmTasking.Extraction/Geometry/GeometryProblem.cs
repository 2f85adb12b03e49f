using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Why an object did not become a geometry. Nothing disappears without one of these.</summary>
/// <param name="Kind">The object's kind.</param>
/// <param name="Id">The object's id.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Place">Where, if it has a place.</param>
public sealed record GeometryProblem(OsmKind Kind, long Id, ProblemReason Reason, OsmPoint? Place);

/// <summary>What can be wrong with an object's geometry.</summary>
public enum ProblemReason
{
    /// <summary>A node it needs is not in the file.</summary>
    MissingNode,

    /// <summary>A member it needs is not in the file.</summary>
    MissingMember,

    /// <summary>It has fewer than two different places.</summary>
    TooFewPlaces,

    /// <summary>It has no member that could give it a geometry.</summary>
    NoMembers,

    /// <summary>A ring does not close.</summary>
    OpenRing,

    /// <summary>Rings cross themselves or each other.</summary>
    Crossing,

    /// <summary>Its rings enclose nothing.</summary>
    NoArea,
}
