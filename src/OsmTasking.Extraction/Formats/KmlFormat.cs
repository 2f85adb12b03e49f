using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace OsmTasking.Extraction.Formats;

/// <summary>KML 2.2 (OGC 07-147r2): a Placemark for each feature, in one Document.</summary>
/// <remarks>
/// The <c>id</c> is <c>node.1</c>, <c>way.1</c> or <c>relation.1</c>; the name is the tag <c>name</c>, if there is one; <c>ExtendedData</c>
/// has every property of <see cref="FeatureProperties"/>, <c>name</c> too, as untyped <c>Data</c>. Characters XML 1.0 does not allow become U+FFFD.
/// Longitude, then latitude, in degrees (WGS 84), with up to 7 decimals and no altitude.
/// </remarks>
/// <param name="attributes">What to write beside the tags.</param>
public sealed class KmlFormat(FeatureAttributes attributes = FeatureAttributes.All) : RowFormat
{
    private static readonly byte[] Opening = Encoding.UTF8.GetBytes(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>"
        + $"<name>OpenStreetMap</name><description>{GeoJsonFormat.Attribution}</description>\n");

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Start => Opening;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> End { get; } = "</Document></kml>\n"u8.ToArray();

    /// <inheritdoc/>
    public override IRowEncoder CreateEncoder() => new Encoder(attributes);

    private sealed class Encoder(FeatureAttributes attributes) : IRowEncoder
    {
        private readonly FeatureProperties _properties = new(attributes);

        public void Encode(in OsmFeature feature, ArrayBufferWriter<byte> output)
        {
            _properties.Fill(feature);
            output.Write("<Placemark id=\""u8);
            output.Write(FeatureProperties.KindName(feature.Kind));
            output.Write("."u8);
            Utf8Formatter.TryFormat(feature.Id, output.GetSpan(20), out var length);
            output.Advance(length);
            output.Write("\">"u8);
            WriteName(output);
            WriteData(output);
            KmlGeometry.Write(feature.Geometry, output);
            output.Write("</Placemark>\n"u8);
        }

        private void WriteName(ArrayBufferWriter<byte> output)
        {
            for (var i = _properties.AttributeCount; i < _properties.Count; i++)
            {
                if (_properties.Key(i).SequenceEqual("name"u8))
                {
                    output.Write("<name>"u8);
                    XmlText.Write(_properties.Value(i), output);
                    output.Write("</name>"u8);
                    return;
                }
            }
        }

        private void WriteData(ArrayBufferWriter<byte> output)
        {
            output.Write(_properties.Count == 0 ? ""u8 : "<ExtendedData>"u8);
            for (var i = 0; i < _properties.Count; i++)
            {
                output.Write("<Data name=\""u8);
                XmlText.Write(_properties.Key(i), output);
                output.Write("\"><value>"u8);
                XmlText.Write(_properties.Value(i), output);
                output.Write("</value></Data>"u8);
            }

            output.Write(_properties.Count == 0 ? ""u8 : "</ExtendedData>"u8);
        }
    }
}
