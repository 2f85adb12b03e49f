using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Why an object has no geometry, or not all of it.</summary>
public enum ProblemReason
{
    /// <summary>No problem.</summary>
    None = 0,

    /// <summary>A node of the way is not in the source.</summary>
    MissingNode,

    /// <summary>A member of the relation is not in the source, or is a way that has no geometry itself.</summary>
    MissingMember,

    /// <summary>Fewer than two different locations in a row, or no member that has a geometry.</summary>
    TooFewPositions,

    /// <summary>A location outside 180° W to 180° E or 90° S to 90° N.</summary>
    OffGlobe,

    /// <summary>A ring of an area does not close.</summary>
    OpenRing,

    /// <summary>Lines of an area cross, overlap, or touch where they have no common node.</summary>
    Crossing,

    /// <summary>The lines of an area cancel each other: nothing is enclosed.</summary>
    NothingEnclosed,
}

/// <summary>An object that could not become a geometry, or not wholly.</summary>
/// <param name="Kind">The kind of the object.</param>
/// <param name="Id">Its id.</param>
/// <param name="Reason">Why.</param>
/// <param name="Longitude">Longitude of the place in degrees, EPSG:4326; <see langword="null"/> where there is no single place.</param>
/// <param name="Latitude">Latitude of the place in degrees, EPSG:4326; <see langword="null"/> where there is no single place.</param>
/// <param name="Ref">The id of the missing node or member, otherwise 0.</param>
/// <param name="Dropped">True when the object gave no feature; false when one was written without the missing member.</param>
public readonly record struct GeometryProblem(
    OsmKind Kind, long Id, ProblemReason Reason, double? Longitude, double? Latitude, long Ref, bool Dropped)
{
    /// <summary>Says it in one line.</summary>
    public override string ToString()
    {
        var what = Reason switch
        {
            ProblemReason.MissingNode => $"node {Ref} is not in the source",
            ProblemReason.MissingMember => $"member {Ref} is not in the source, or not all of it",
            ProblemReason.TooFewPositions => "too few positions for a geometry",
            ProblemReason.OffGlobe => "a location off the globe",
            ProblemReason.OpenRing => "a ring does not close",
            ProblemReason.Crossing => "lines cross or overlap",
            ProblemReason.NothingEnclosed => "the lines enclose nothing",
            _ => "no problem",
        };
        var where = Longitude is { } longitude && Latitude is { } latitude ? $" at {longitude:F7}, {latitude:F7}" : "";
        return $"{OsmFeature.KindName(Kind)}/{Id}: {what}{where}";
    }
}
