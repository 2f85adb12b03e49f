using System.Buffers;
using System.Text;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>One GeoJSON FeatureCollection (RFC 7946).</summary>
/// <remarks>
/// The <c>id</c> of a feature is <c>node/1</c>, <c>way/1</c> or <c>relation/1</c>; its properties are those of <see cref="FeatureProperties"/>.
/// Coordinates have up to 7 decimals. The collection carries the attribution the licence of the data asks for.
/// </remarks>
/// <param name="attributes">What to write beside the tags.</param>
public sealed class GeoJsonFormat(FeatureAttributes attributes = FeatureAttributes.All) : RowFormat
{
    /// <summary>The attribution the licence asks for.</summary>
    public const string Attribution = "© OpenStreetMap contributors, ODbL 1.0";

    private static readonly byte[] Opening = Encoding.UTF8.GetBytes($"{{\"type\":\"FeatureCollection\",\"attribution\":\"{Attribution}\",\"features\":[");

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Start => Opening;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Between { get; } = ",\n"u8.ToArray();

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> End { get; } = "]}\n"u8.ToArray();

    /// <inheritdoc/>
    public override IRowEncoder CreateEncoder() => new GeoJsonEncoder(attributes, inSequence: false);
}

/// <summary>A GeoJSON text sequence (RFC 8142): each feature as in <see cref="GeoJsonFormat"/>, after a record separator and on a line of its own.</summary>
/// <param name="attributes">What to write beside the tags.</param>
public sealed class GeoJsonSequenceFormat(FeatureAttributes attributes = FeatureAttributes.All) : RowFormat
{
    /// <inheritdoc/>
    public override IRowEncoder CreateEncoder() => new GeoJsonEncoder(attributes, inSequence: true);
}

/// <summary>Writes GeoJSON features.</summary>
internal sealed class GeoJsonEncoder(FeatureAttributes attributes, bool inSequence) : IRowEncoder
{
    private readonly FeatureProperties _properties = new(attributes);

    public void Encode(in OsmFeature feature, ArrayBufferWriter<byte> output)
    {
        output.Write(inSequence ? "\u001e{\"type\":\"Feature\",\"id\":\""u8 : "{\"type\":\"Feature\",\"id\":\""u8);
        output.Write(FeatureProperties.KindName(feature.Kind));
        output.Write("/"u8);
        System.Buffers.Text.Utf8Formatter.TryFormat(feature.Id, output.GetSpan(20), out var length);
        output.Advance(length);
        output.Write("\",\"geometry\":"u8);
        WriteGeometry(feature.Geometry, output);
        output.Write(",\"properties\":"u8);
        _properties.Fill(feature);
        JsonText.WriteObject(_properties, 0, output);
        output.Write(inSequence ? "}\n"u8 : "}"u8);
    }

    internal static void WriteGeometry(PackedGeometry geometry, ArrayBufferWriter<byte> output)
    {
        if (geometry.Kind is GeometryKind.GeometryCollection or GeometryKind.None)
        {
            WriteCollection(geometry, output);
            return;
        }

        output.Write(geometry.Kind switch
        {
            GeometryKind.Point => "{\"type\":\"Point\",\"coordinates\":"u8,
            GeometryKind.LineString => "{\"type\":\"LineString\",\"coordinates\":"u8,
            GeometryKind.Polygon => "{\"type\":\"Polygon\",\"coordinates\":"u8,
            GeometryKind.MultiLineString => "{\"type\":\"MultiLineString\",\"coordinates\":"u8,
            _ => "{\"type\":\"MultiPolygon\",\"coordinates\":"u8,
        });
        GeoJsonCoordinates.Write(geometry, output);
        output.Write("}"u8);
    }

    private static void WriteCollection(PackedGeometry geometry, ArrayBufferWriter<byte> output)
    {
        output.Write("{\"type\":\"GeometryCollection\",\"geometries\":["u8);
        for (var i = 0; i < geometry.PointCount; i++)
        {
            output.Write(i == 0 ? "{\"type\":\"Point\",\"coordinates\":"u8 : ",{\"type\":\"Point\",\"coordinates\":"u8);
            GeoJsonCoordinates.WritePath(geometry.Coordinates.Slice(2 * i, 2), output, single: true);
            output.Write("}"u8);
        }

        for (var i = 0; i < geometry.PathEnds.Length; i++)
        {
            output.Write(i + geometry.PointCount == 0 ? "{\"type\":\"LineString\",\"coordinates\":"u8 : ",{\"type\":\"LineString\",\"coordinates\":"u8);
            GeoJsonCoordinates.WritePath(geometry.Path(i), output, single: false);
            output.Write("}"u8);
        }

        output.Write("]}"u8);
    }
}
