using NetTopologySuite.Geometries;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction;

/// <summary>Receives features, one after the other: a format's writer, a store, a test.</summary>
public interface IFeatureSink
{
    /// <summary>Takes a feature. It is only valid during the call.</summary>
    void Write(OsmFeature feature);
}

/// <summary>An OSM object with its geometry, still in its block.</summary>
public readonly ref struct OsmFeature(OsmKind kind, long id, OsmTags tags, OsmInfo info, ReadOnlySpan<byte> user, Geometry shape)
{
    /// <summary>Gets the kind of the object.</summary>
    public OsmKind Kind => kind;

    /// <summary>Gets the id of the object.</summary>
    public long Id => id;

    /// <summary>Gets its tags.</summary>
    public OsmTags Tags { get; } = tags;

    /// <summary>Gets who wrote this version.</summary>
    public OsmInfo Info => info;

    /// <summary>Gets the user's name as UTF-8; empty when the file has none.</summary>
    public ReadOnlySpan<byte> User { get; } = user;

    /// <summary>Gets the geometry, EPSG:4326, longitude then latitude, degrees.</summary>
    public Geometry Shape => shape;
}
