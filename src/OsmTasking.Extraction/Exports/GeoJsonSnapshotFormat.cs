using System.Buffers;
using System.Buffers.Text;
using System.Text;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Exports;

/// <summary>GeoJSON as raw-data-api writes it: tags in an object of their own, or chosen ones as properties.</summary>
/// <remarks>
/// Properties: <c>osm_id</c>, <c>osm_type</c> (the table), <c>version</c>, <c>tags</c>, <c>changeset</c>, <c>timestamp</c> (UTC, without a zone); for shapes
/// with chosen keys <c>osm_id</c>, <c>osm_type</c> and those. What is not known is null. Coordinates have up to 7 decimals.
/// </remarks>
/// <param name="columns">The chosen keys; null for none.</param>
public sealed class GeoJsonSnapshotFormat(ExportColumns? columns) : RowFormat
{
    private static readonly byte[] Opening = Encoding.UTF8.GetBytes($"{{\"type\":\"FeatureCollection\",\"attribution\":\"{GeoJsonFormat.Attribution}\",\"features\":[\n");

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Start => Opening;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Between { get; } = ",\n"u8.ToArray();

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> End { get; } = "\n]}\n"u8.ToArray();

    /// <inheritdoc/>
    public override IRowEncoder CreateEncoder() => new Encoder(columns);

    private sealed class Encoder(ExportColumns? columns) : IRowEncoder
    {
        private readonly FeatureProperties _tags = new(FeatureAttributes.RawDataNames);

        public void Encode(in OsmFeature feature, ArrayBufferWriter<byte> output)
        {
            output.Write("{\"type\":\"Feature\",\"geometry\":"u8);
            GeoJsonEncoder.WriteGeometry(feature.Geometry, output);
            output.Write(",\"properties\":{\"osm_id\":"u8);
            WriteNumber(feature.Id, output);
            output.Write(",\"osm_type\":\""u8);
            output.Write(RawDataTables.Name(feature));
            output.Write("\""u8);
            if (columns?.Of(feature.Source == Shapes.None ? feature.Geometry.Kind.Shape() : feature.Source) is { } chosen)
            {
                WriteColumns(feature, chosen, output);
            }
            else
            {
                WriteDefaults(feature, output);
            }

            output.Write("}}"u8);
        }

        private void WriteDefaults(in OsmFeature feature, ArrayBufferWriter<byte> output)
        {
            var info = feature.Info;
            output.Write(",\"version\":"u8);
            WriteKnown(info.Version, output);
            output.Write(",\"tags\":"u8);
            if (feature.TagText.IsEmpty)
            {
                _tags.Fill(feature);
                _tags.WriteJson(0, output);
            }
            else
            {
                output.Write(feature.TagText);
            }

            output.Write(",\"changeset\":"u8);
            WriteKnown(info.Changeset, output);
            output.Write(",\"timestamp\":"u8);
            if (info.Timestamp == 0)
            {
                output.Write("null"u8);
            }
            else
            {
                output.Write("\""u8);
                DateTime.UnixEpoch.AddSeconds(info.Timestamp).TryFormat(output.GetSpan(32), out var length, "s");
                output.Advance(length);
                output.Write("\""u8);
            }
        }

        private static void WriteColumns(in OsmFeature feature, ExportColumns.Column[] chosen, ArrayBufferWriter<byte> output)
        {
            foreach (var column in chosen)
            {
                output.Write(","u8);
                JsonText.WriteString(column.Name, output);
                output.Write(":"u8);
                if (feature.Tags.TryGetValue(column.Key, out var value))
                {
                    JsonText.WriteString(CleanText.Valid(value), output);
                }
                else
                {
                    output.Write("null"u8);
                }
            }
        }

        private static void WriteKnown(long number, ArrayBufferWriter<byte> output)
        {
            if (number == 0)
            {
                output.Write("null"u8);
            }
            else
            {
                WriteNumber(number, output);
            }
        }

        private static void WriteNumber(long number, ArrayBufferWriter<byte> output)
        {
            Utf8Formatter.TryFormat(number, output.GetSpan(20), out var length);
            output.Advance(length);
        }
    }
}
