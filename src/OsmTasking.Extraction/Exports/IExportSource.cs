using NetTopologySuite.Geometries;
using OsmTasking.Core;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Exports;

/// <summary>Imported data that exports are cut from.</summary>
public interface IExportSource
{
    /// <summary>Returns what is there, or <see langword="null"/> when nothing was ever imported.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    ValueTask<ExportData?> DescribeAsync(CancellationToken cancellationToken = default);

    /// <summary>Streams what a query asks for into a sink, in constant memory and from one state of the data.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="sink">Takes the features: nodes, then ways, then relations. It is called by one thread at a time.</param>
    /// <param name="progress">Receives how much of the work is done by estimate, 0 to 1; <see langword="null"/> for nobody.</param>
    /// <param name="cancellationToken">Stops, also in the middle of a query.</param>
    /// <returns>The number of features.</returns>
    /// <exception cref="StoreException">The store failed.</exception>
    ValueTask<long> ReadAsync(ExportQuery query, IFeatureSink sink, IProgress<double>? progress = null, CancellationToken cancellationToken = default);
}

/// <summary>What imported data there is.</summary>
/// <param name="Source">A name for people: the file.</param>
/// <param name="ImportedAt">When it was imported.</param>
/// <param name="DataTime">As of when the data is; null when the source did not say.</param>
/// <param name="Sequence">The number of the last diff applied; null when the source did not say.</param>
public sealed record ExportData(string Source, DateTimeOffset ImportedAt, DateTimeOffset? DataTime, long? Sequence)
{
    /// <summary>Gets as of when the data is, as far as is known.</summary>
    public DateTimeOffset Time => DataTime ?? ImportedAt;

    /// <summary>Gets what changes whenever the data does.</summary>
    public string Version => FormattableString.Invariant($"{ImportedAt.UtcTicks}/{Sequence}/{DataTime?.UtcTicks}");
}

/// <summary>Which features are wanted.</summary>
/// <param name="Parts">By shape. A shape that is in no part is not wanted.</param>
public sealed record ExportQuery(IReadOnlyList<ExportPart> Parts)
{
    /// <summary>The shapes in the order of raw-data-api's tables.</summary>
    public static ExportQuery Everything { get; } = new([new(Shapes.Point), new(Shapes.Line), new(Shapes.Polygon)]);

    /// <summary>Gets the area, a valid Polygon or MultiPolygon, EPSG:4326; null for all places.</summary>
    public Geometry? Area { get; init; }

    /// <summary>Gets what is asked of a geometry and the area.</summary>
    public AreaRelation Relation { get; init; }

    /// <summary>Gets the one id that is wanted, of whatever kind; null for all.</summary>
    public long? Id { get; init; }

    /// <summary>
    /// Gets a value indicating whether the sink writes tags as a JSON object and looks at none of them: a store that keeps them so need not take
    /// them apart, and the features it gives then have no <see cref="OsmFeature.Tags"/>.
    /// </summary>
    internal bool TagsAsText { get; init; }

    /// <summary>Returns the part that a shape falls under; collections, which are relations with nodes and lines, fall under lines.</summary>
    /// <param name="shape">The shape of a geometry.</param>
    public ExportPart? PartOf(Shapes shape) => Parts.FirstOrDefault(part => part.Shape == (shape == Shapes.Collection ? Shapes.Line : shape));
}

/// <summary>Which features of one shape are wanted.</summary>
/// <param name="Shape"><see cref="Shapes.Point"/>, <see cref="Shapes.Line"/> or <see cref="Shapes.Polygon"/>.</param>
/// <param name="Filter">What their tags must be; null for all.</param>
public sealed record ExportPart(Shapes Shape, TagFilter? Filter = null);
