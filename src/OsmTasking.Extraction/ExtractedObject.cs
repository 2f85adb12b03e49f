using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction;

/// <summary>An OSM object with its geometry as ordinary objects, to keep as long as wanted.</summary>
/// <param name="Kind">The kind of the object.</param>
/// <param name="Id">The id, unique within its kind.</param>
/// <param name="Tags">The tags.</param>
/// <param name="Geometry">The geometry: EPSG:4326 (SRID set), longitude then latitude, degrees.</param>
/// <param name="Version">Version, from 1; 0 when the source has none.</param>
/// <param name="Changeset">Changeset id; 0 when the source has none.</param>
/// <param name="Timestamp">When this version was written, UTC; <see langword="null"/> when the source does not say.</param>
/// <param name="UserId">User id; 0 when the source has none.</param>
/// <param name="User">User name; empty when the source has none.</param>
public sealed record ExtractedObject(
    OsmKind Kind,
    long Id,
    IReadOnlyDictionary<string, string> Tags,
    NetTopologySuite.Geometries.Geometry Geometry,
    int Version,
    long Changeset,
    DateTimeOffset? Timestamp,
    long UserId,
    string User)
{
    /// <summary>Gets why the geometry is not whole, or <see cref="Geometries.ProblemReason.None"/>.</summary>
    public Geometries.ProblemReason Problem { get; init; }

    /// <summary>Copies a feature that passes by.</summary>
    public static ExtractedObject From(in OsmFeature feature) => new(
        feature.Kind,
        feature.Id,
        feature.Tags.ToDictionary(),
        feature.Geometry.ToNts(),
        feature.Info.Version,
        feature.Info.Changeset,
        feature.Info.Timestamp == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(feature.Info.Timestamp),
        feature.Info.UserId,
        System.Text.Encoding.UTF8.GetString(feature.User))
    {
        Problem = feature.Problem,
    };
}

/// <summary>Hands every feature on as an ordinary object.</summary>
/// <param name="take">Receives the objects, in the order of the extract.</param>
public sealed class ObjectSink(Action<ExtractedObject> take) : IFeatureSink
{
    /// <inheritdoc/>
    public void Write(in OsmFeature feature) => take(ExtractedObject.From(feature));
}
