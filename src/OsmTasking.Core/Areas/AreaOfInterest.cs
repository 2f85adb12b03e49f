using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Areas;

/// <summary>An area to be mapped: valid, dissolved into one Polygon or MultiPolygon, with an extent that is known.</summary>
public sealed class AreaOfInterest
{
    private AreaOfInterest(Geometry shape)
    {
        Shape = shape;
        SquareMetres = SphericalArea.SquareMetres(shape);
    }

    /// <summary>Gets the shape: Polygon or MultiPolygon, EPSG:4326, longitude then latitude, degrees.</summary>
    public Geometry Shape { get; }

    /// <summary>Gets the area in m² on the authalic sphere.</summary>
    public double SquareMetres { get; }

    /// <summary>Gets the bounding box in degrees.</summary>
    public Envelope Bounds => Shape.EnvelopeInternal;

    /// <summary>Reads an area from GeoJSON: Polygon, MultiPolygon, Feature, FeatureCollection or GeometryCollection.</summary>
    /// <remarks>Never throws on bad input: whatever is wrong is a finding that names its place.</remarks>
    /// <param name="utf8">The document.</param>
    /// <param name="limits">What is too large; null for the defaults.</param>
    public static AreaResult Parse(ReadOnlyMemory<byte> utf8, AreaLimits? limits = null) => AreaReader.Parse(utf8, limits ?? new AreaLimits());

    /// <summary>Reads an area from GeoJSON text; see the other overload.</summary>
    public static AreaResult Parse(string json, AreaLimits? limits = null) =>
        Parse(System.Text.Encoding.UTF8.GetBytes(json), limits);

    /// <summary>Takes a shape as an area, after the same checks.</summary>
    /// <param name="shape">Polygon or MultiPolygon, EPSG:4326.</param>
    /// <param name="limits">What is too large; null for the defaults.</param>
    public static AreaResult Of(Geometry shape, AreaLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return AreaReader.Check([(shape, string.Empty)], limits ?? new AreaLimits());
    }

    internal static AreaOfInterest Trusted(Geometry shape) => new(shape);
}

/// <summary>What is too large to be an area of interest.</summary>
/// <param name="Vertices">The most vertices. The default is one million.</param>
/// <param name="SquareKilometres">The largest area, in km². The default is a million: about the size of Ethiopia.</param>
public sealed record AreaLimits(int Vertices = 1_000_000, double SquareKilometres = 1_000_000);

/// <summary>Something wrong with an area.</summary>
/// <param name="Code">The kind of fault: stable, for programs.</param>
/// <param name="Path">Where in the document; empty for the whole.</param>
/// <param name="Message">What is wrong, for people.</param>
public sealed record AreaFinding(string Code, string Path, string Message)
{
    /// <summary>Gets the longitude of the fault in degrees, where it has a place on the map.</summary>
    public double? Longitude { get; init; }

    /// <summary>Gets the latitude of the fault in degrees, where it has a place on the map.</summary>
    public double? Latitude { get; init; }
}

/// <summary>An area, or why there is none.</summary>
public abstract record AreaResult
{
    private AreaResult()
    {
    }

    /// <summary>Returns the area.</summary>
    /// <exception cref="GeoJsonException">There is none; the message names the first fault and its place.</exception>
    public AreaOfInterest OrThrow() => this switch
    {
        Accepted accepted => accepted.Area,
        Refused { Findings: [var first, ..] } => throw new GeoJsonException(first.Path, first.Message),
        _ => throw new GeoJsonException("the area was refused"),
    };

    /// <summary>The area is good.</summary>
    public sealed record Accepted(AreaOfInterest Area) : AreaResult;

    /// <summary>There is no area; at least one finding says why.</summary>
    public sealed record Refused(IReadOnlyList<AreaFinding> Findings) : AreaResult;
}
