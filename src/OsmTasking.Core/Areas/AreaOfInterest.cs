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

    /// <summary>Gets the centroid of the shape in degrees; it may lie outside a concave one.</summary>
    public Point Centroid => Shape.Centroid;

    /// <summary>Reads an area from GeoJSON: Polygon, MultiPolygon, Feature, FeatureCollection or GeometryCollection.</summary>
    /// <remarks>
    /// Never throws on bad input: whatever is wrong is a finding that names its place. Rings must be closed and must not cross
    /// themselves; parts that overlap or share edges are dissolved; elevations and features without geometry are left out. An
    /// area across the antimeridian must be cut in two there, as RFC 7946 has it. At most 32 levels of nesting.
    /// </remarks>
    /// <param name="utf8">The document.</param>
    /// <param name="limits">What is too large; null for the defaults.</param>
    public static AreaResult Parse(ReadOnlyMemory<byte> utf8, AreaLimits? limits = null) => AreaReader.Parse(utf8, limits ?? new AreaLimits());

    /// <summary>Reads an area from GeoJSON text; see the other overload.</summary>
    public static AreaResult Parse(string json, AreaLimits? limits = null) =>
        Parse(System.Text.Encoding.UTF8.GetBytes(json), limits);

    /// <summary>Reads an area from a part of a JSON document; see the other overload.</summary>
    public static AreaResult Parse(System.Text.Json.JsonElement json, AreaLimits? limits = null) => AreaReader.Read(json, limits ?? new AreaLimits());

    /// <summary>Takes a shape as an area, after the same checks.</summary>
    /// <param name="shape">Polygon or MultiPolygon, EPSG:4326.</param>
    /// <param name="limits">What is too large; null for the defaults.</param>
    public static AreaResult Of(Geometry shape, AreaLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var checks = new AreaChecks(limits ?? new AreaLimits());
        checks.Add(shape, string.Empty);
        return checks.Decide();
    }

    internal static AreaOfInterest Trusted(Geometry shape) => new(shape);
}

/// <summary>What is too large to be an area of interest.</summary>
/// <param name="Vertices">The most vertices. The default is one million.</param>
/// <param name="SquareKilometres">The largest area, in km². The default is a million: about the size of Ethiopia.</param>
public sealed record AreaLimits(int Vertices = 1_000_000, double SquareKilometres = 1_000_000)
{
    /// <summary>Gets whether shapes that cross themselves are repaired.</summary>
    /// <value>The default is false: they are refused. A repair is a finding that tells by how much the area changed.</value>
    public bool Repair { get; init; }

    /// <summary>Gets whether an area may run over the antimeridian.</summary>
    /// <value>
    /// The default is false: longitudes beyond ±180 are refused. If true, longitudes to ±540 are taken, an edge of more than 180°
    /// is taken the short way round, and the area is cut in two at the antimeridian, as RFC 7946 has it.
    /// </value>
    public bool Wrap { get; init; }

    /// <summary>Gets whether what lies beyond ±85.0511° of latitude, where tiles end, is cut off.</summary>
    /// <value>The default is false: it stays, and grids of tiles refuse it. A cut is a finding with the area that was lost.</value>
    public bool CutPoles { get; init; }
}

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
    /// <summary>The most findings of one result.</summary>
    public const int MostFindings = 20;

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
    public sealed record Accepted(AreaOfInterest Area) : AreaResult
    {
        /// <summary>Gets what was mended on the way, such as parts that were dissolved.</summary>
        public IReadOnlyList<AreaFinding> Findings { get; init; } = [];
    }

    /// <summary>There is no area; at least one finding says why, and at most <see cref="MostFindings"/>.</summary>
    public sealed record Refused(IReadOnlyList<AreaFinding> Findings) : AreaResult;
}
