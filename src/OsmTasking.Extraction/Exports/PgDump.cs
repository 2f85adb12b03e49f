using System.Text;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Extraction.Exports;

/// <summary>A script for <c>psql</c>: a table, and its rows by COPY.</summary>
internal sealed class PgDump : RowFormat
{
    private const FeatureAttributes Attributes = ExportLayout.Attributes;
    private readonly PgFormat _rows = new(Attributes);

    internal PgDump()
    {
        var columns = _rows.TableColumns;
        Start = Encoding.UTF8.GetBytes(
            $"-- {GeoJsonFormat.Attribution}\nSET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n" +
            $"CREATE EXTENSION IF NOT EXISTS postgis;\nBEGIN;\nCREATE TABLE osm_export ({columns});\nCOPY osm_export FROM STDIN;\n");
    }

    public override ReadOnlyMemory<byte> Start { get; }

    public override ReadOnlyMemory<byte> End { get; } =
        "\\.\nCREATE INDEX osm_export_geom_idx ON osm_export USING gist (geom);\nCOMMIT;\n"u8.ToArray();

    public override IRowEncoder CreateEncoder() => _rows.CreateEncoder();
}
