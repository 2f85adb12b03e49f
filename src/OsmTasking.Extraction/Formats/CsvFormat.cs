using System.Buffers;
using System.Text;

namespace OsmTasking.Extraction.Formats;

/// <summary>How a CSV file says where a feature is.</summary>
public enum CsvGeometry
{
    /// <summary>A column <c>WKT</c>: the whole geometry as <see cref="WktWriter"/> writes it.</summary>
    Wkt = 0,

    /// <summary>
    /// Columns <c>lon</c> and <c>lat</c>, in degrees (EPSG:4326): of a point itself; of all else the centre of the smallest box around it,
    /// which need not lie on the geometry.
    /// </summary>
    LonLat = 1,
}

/// <summary>Comma-separated values (RFC 4180) in UTF-8: a header, then a line for each feature.</summary>
/// <remarks>
/// Columns: the attributes asked for, the chosen keys, <c>WKT</c> or <c>lon</c> and <c>lat</c>, and last <c>tags</c>: a JSON object of
/// all tags that have no column of their own, so that none is lost. What a feature does not have is left empty; a tag whose value is
/// empty is <c>""</c>. A field with a comma, quote or line break, or that begins or ends with a space, is in quotes, quotes in it doubled.
/// Lines end in CR LF. U+0000 becomes U+FFFD. Values are as mappers wrote them: a spreadsheet that takes a
/// text beginning with <c>=</c> for a formula must be told not to.
/// </remarks>
public sealed class CsvFormat : RowFormat
{
    private readonly FeatureColumns _columns;
    private readonly CsvGeometry _geometry;

    /// <summary>Sets out the columns.</summary>
    /// <param name="geometry">How the place is written.</param>
    /// <param name="attributes">The attributes that become columns, in the order of <see cref="FeatureAttributes"/>.</param>
    /// <param name="keys">The keys of tags that become columns, in this order; <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">A key is empty, there twice, or the name of a column of the format itself: <c>WKT</c>, <c>lon</c>, <c>lat</c>, <c>tags</c>.</exception>
    public CsvFormat(CsvGeometry geometry = CsvGeometry.Wkt, FeatureAttributes attributes = FeatureAttributes.All, IEnumerable<string>? keys = null)
    {
        _geometry = geometry;
        string[] place = geometry == CsvGeometry.Wkt ? ["WKT"] : ["lon", "lat"];
        _columns = new(attributes, keys ?? [], place);
        var header = new ArrayBufferWriter<byte>();
        foreach (var name in _columns.Columns.Select(column => column.Name).Concat(place))
        {
            CsvText.WriteField(Encoding.UTF8.GetBytes(name), header);
            header.Write(","u8);
        }

        header.Write(Encoding.UTF8.GetBytes(FeatureColumns.Rest));
        header.Write("\r\n"u8);
        Start = header.WrittenMemory;
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Start { get; }

    /// <inheritdoc/>
    public override IRowEncoder CreateEncoder() => new Encoder(_columns, _geometry);

    private sealed class Encoder(FeatureColumns columns, CsvGeometry place) : IRowEncoder
    {
        private readonly ColumnValues _values = new(columns);
        private readonly ArrayBufferWriter<byte> _scratch = new(1024);

        public void Encode(in OsmFeature feature, ArrayBufferWriter<byte> output)
        {
            _values.Fill(feature);
            for (var i = 0; i < columns.Columns.Count; i++)
            {
                if (_values.Has(i))
                {
                    CsvText.WriteField(_values.Value(i), output);
                }

                output.Write(","u8);
            }

            WritePlace(feature, output);
            output.Write(","u8);
            _scratch.ResetWrittenCount();
            _values.WriteRest(_scratch);
            CsvText.WriteField(_scratch.WrittenSpan, output);
            output.Write("\r\n"u8);
        }

        private void WritePlace(in OsmFeature feature, ArrayBufferWriter<byte> output)
        {
            if (place == CsvGeometry.Wkt)
            {
                _scratch.ResetWrittenCount();
                WktWriter.Write(feature.Geometry, _scratch);
                CsvText.WriteField(_scratch.WrittenSpan, output);
                return;
            }

            if (feature.Geometry.Coordinates.IsEmpty)
            {
                output.Write(","u8);
                return;
            }

            var (west, south, east, north) = feature.Geometry.Bounds();
            DegreesText.WritePath([(west + east) / 2, (south + north) / 2], (byte)',', (byte)',', output);
        }
    }
}
