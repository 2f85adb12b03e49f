using System.Buffers;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>
/// The text format of PostgreSQL's <c>COPY</c>: the geometry as hexadecimal EWKB, a column for each attribute asked for (<c>\N</c> where the
/// source has none), the tags as JSON. Laid out as <c>osmium export -f pg</c> does, attributes in the order of <see cref="FeatureAttributes"/>.
/// </summary>
/// <param name="attributes">The attributes to write.</param>
public sealed class PgFormat(FeatureAttributes attributes = FeatureAttributes.All) : RowFormat
{
    private static readonly (FeatureAttributes Attribute, string Column)[] Columns =
    [
        (FeatureAttributes.Type, "osm_type text"),
        (FeatureAttributes.Id, "osm_id bigint"),
        (FeatureAttributes.Version, "version integer"),
        (FeatureAttributes.Changeset, "changeset bigint"),
        (FeatureAttributes.Timestamp, "timestamp timestamptz"),
        (FeatureAttributes.UserId, "uid bigint"),
        (FeatureAttributes.User, "\"user\" text"),
        (FeatureAttributes.Problem, "problem text"),
    ];

    /// <summary>Gets the columns of a table that takes the rows, as they stand in <c>CREATE TABLE name (…)</c>.</summary>
    public string TableColumns =>
        string.Join(", ", Columns.Where(column => attributes.HasFlag(column.Attribute)).Select(column => column.Column)
            .Prepend("geom geometry(Geometry, 4326)").Append("tags jsonb"));

    /// <inheritdoc/>
    public override IRowEncoder CreateEncoder() => new Encoder(attributes);

    private sealed class Encoder(FeatureAttributes attributes) : IRowEncoder
    {
        private static readonly SearchValues<byte> Escaped = SearchValues.Create("\\\t\n\r"u8);

        private readonly FeatureProperties _properties = new(attributes);
        private readonly ArrayBufferWriter<byte> _scratch = new(1024);
        private readonly FeatureAttributes[] _wanted = [.. Columns.Select(column => column.Attribute).Where(attribute => attributes.HasFlag(attribute))];

        public void Encode(in OsmFeature feature, ArrayBufferWriter<byte> output)
        {
            _scratch.ResetWrittenCount();
            EwkbWriter.Write(feature.Geometry, _scratch);
            Convert.TryToHexString(_scratch.WrittenSpan, output.GetSpan(_scratch.WrittenCount * 2), out var written);
            output.Advance(written);
            _properties.Fill(feature);
            var property = 0;
            foreach (var attribute in _wanted)
            {
                output.Write("\t"u8);
                if (property < _properties.AttributeCount && _properties.Attribute(property) == attribute)
                {
                    Escape(_properties.Value(property++), output);
                }
                else
                {
                    output.Write("\\N"u8);
                }
            }

            output.Write("\t"u8);
            _scratch.ResetWrittenCount();
            JsonText.WriteObject(_properties, _properties.AttributeCount, _scratch);
            Escape(_scratch.WrittenSpan, output);
            output.Write("\n"u8);
        }

        private static void Escape(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
        {
            for (int at; (at = text.IndexOfAny(Escaped)) >= 0; text = text[(at + 1)..])
            {
                output.Write(text[..at]);
                output.Write(text[at] switch { (byte)'\t' => "\\t"u8, (byte)'\n' => "\\n"u8, (byte)'\r' => "\\r"u8, _ => "\\\\"u8 });
            }

            output.Write(text);
        }
    }
}
