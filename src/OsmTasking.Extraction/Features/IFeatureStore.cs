using NetTopologySuite.Geometries;
using OsmTasking.Core;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Features;

/// <summary>Keeps the features of an imported extract: what lies under the tasks.</summary>
public interface IFeatureStore
{
    /// <summary>Puts the features of a source in the place of those kept so far. Readers see the old ones until it is complete, and for ever if it never is.</summary>
    /// <param name="source">The source.</param>
    /// <param name="name">A name for people: the file.</param>
    /// <param name="now">When it is.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancellationToken">Gives up; the old features stay.</param>
    /// <returns>What became of the source.</returns>
    /// <exception cref="StoreException">It failed, or another import is under way.</exception>
    /// <exception cref="OsmFormatException">The source is not what it says it is.</exception>
    ValueTask<ExtractSummary> ImportAsync(
        IOsmSource source, string name, DateTimeOffset now, IProgress<ExtractProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Streams the features whose shape has a point in common with an area.</summary>
    /// <param name="area">Any geometry, EPSG:4326.</param>
    /// <param name="cancellationToken">Gives up.</param>
    IAsyncEnumerable<StoredFeature> QueryAsync(Geometry area, CancellationToken cancellationToken = default);

    /// <summary>Returns what is kept, or <see langword="null"/> when nothing was ever imported.</summary>
    ValueTask<FeatureImportInfo?> InfoAsync(CancellationToken cancellationToken = default);
}

/// <summary>An OSM object with its geometry.</summary>
/// <param name="Kind">Node, way or relation.</param>
/// <param name="Id">Its id.</param>
/// <param name="Shape">Its geometry, EPSG:4326, longitude then latitude, degrees.</param>
/// <param name="Tags">Its tags.</param>
public sealed record StoredFeature(OsmKind Kind, long Id, Geometry Shape, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Gets the version; 0 when the file had none.</summary>
    public int Version { get; init; }

    /// <summary>Gets the changeset; 0 when the file had none.</summary>
    public long Changeset { get; init; }

    /// <summary>Gets when this version was written; null when the file did not say.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Gets who wrote this version; null when the file did not say.</summary>
    public string? User { get; init; }
}

/// <summary>What was imported.</summary>
public sealed record FeatureImportInfo(string Source, DateTimeOffset ImportedAt, long Features);
