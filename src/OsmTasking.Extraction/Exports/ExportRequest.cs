using OsmTasking.Core.Areas;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Exports;

/// <summary>What an export shall hold and look like. It has passed all checks: what reads it again trusts it.</summary>
/// <param name="Area">The area.</param>
/// <param name="Format">The name of a format, see <see cref="ExportFormats"/>.</param>
/// <param name="Parts">What is wanted, by shape.</param>
public sealed record ExportRequest(AreaOfInterest Area, string Format, IReadOnlyList<ExportRequestPart> Parts)
{
    /// <summary>Gets what is asked of a feature and the area.</summary>
    public AreaRelation Relation { get; init; } = AreaRelation.Within;

    /// <summary>Gets a value indicating whether the centre of each feature is written in the place of its geometry.</summary>
    public bool Centroid { get; init; }

    /// <summary>Gets the name of the file inside the archive, without its ending; one that <see cref="ExportNames"/> passed.</summary>
    public string FileName { get; init; } = ExportNames.Default;

    /// <summary>Gets a value indicating whether the name of the archive is its own for ever; otherwise the next export of the name replaces it.</summary>
    public bool Unique { get; init; } = true;

    /// <summary>Gets a value indicating whether the file is put into a zip with its description; otherwise the bare file is handed out.</summary>
    public bool Zip { get; init; } = true;

    /// <summary>Gets a value indicating whether FlatGeobuf puts each geometry into a collection of its own.</summary>
    public bool WrapsGeometries { get; init; }

    /// <summary>Gets the first zoom of tiles.</summary>
    public int? MinZoom { get; init; }

    /// <summary>Gets the last zoom of tiles.</summary>
    public int? MaxZoom { get; init; }

    /// <summary>Gets what to ask the store for.</summary>
    public ExportQuery Query => new([.. Parts.Select(part => new ExportPart(part.Shape, part.Filter))]) { Area = Area.Shape, Relation = Relation };

    /// <summary>Gets the chosen columns; null where no part has any.</summary>
    public ExportColumns? Columns =>
        Parts.Any(part => part.Keys is not null) ? new(Parts.Where(part => part.Keys is not null).Select(part => (part.Shape, part.Keys!))) : null;
}

/// <summary>What is wanted of one shape.</summary>
/// <param name="Shape"><see cref="Shapes.Point"/>, <see cref="Shapes.Line"/> or <see cref="Shapes.Polygon"/>.</param>
/// <param name="Filter">What their tags must be; null for all.</param>
/// <param name="Keys">Tags that become columns in the place of the object of all tags; null for that object.</param>
public sealed record ExportRequestPart(Shapes Shape, TagFilter? Filter = null, IReadOnlyList<string>? Keys = null);
