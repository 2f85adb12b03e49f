using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>The tables of FlatGeobuf 3 (https://flatgeobuf.org; fields are numbered as in its schema).</summary>
/// <param name="columns">The columns; <see cref="FeatureColumns.Rest"/> comes after them.</param>
internal sealed class FlatGeobufTables(FeatureColumns columns)
{
    private const byte Long = 7;
    private const byte Text = 11;
    private const byte Json = 12;
    private const byte DateTime = 13;

    private readonly FlatBufferBuilder _builder = new();
    private readonly ColumnValues _values = new(columns);
    private readonly ArrayBufferWriter<byte> _properties = new(1024);
    private readonly ArrayBufferWriter<byte> _rest = new(1024);

    /// <summary>Gets or sets whether every geometry is put into a collection of its own, for readers that take one kind only.</summary>
    internal bool Wraps { get; set; }

    /// <summary>Builds a feature with its length in front. Valid until the next call.</summary>
    internal ReadOnlySpan<byte> Feature(in OsmFeature feature)
    {
        _values.Fill(feature);
        WriteProperties();
        _builder.Clear();
        var properties = _builder.AddVector(_properties.WrittenSpan);
        var geometry = Geometry(feature.Geometry);
        if (Wraps && feature.Geometry.Kind is not (GeometryKind.GeometryCollection or GeometryKind.None))
        {
            geometry = Parts(GeometryKind.GeometryCollection, [geometry]);
        }

        _builder.StartTable(2);
        _builder.SetReference(0, geometry);
        _builder.SetReference(1, properties);
        return _builder.Finish(_builder.EndTable());
    }

    /// <summary>Builds the header with its length in front. Valid until the next call.</summary>
    internal ReadOnlySpan<byte> Header(string name, long features, StepBox extent)
    {
        _builder.Clear();
        var tables = columns.Columns.Select(column => Column(column.Name, column.Kind switch
        {
            ColumnKind.Number => Long,
            ColumnKind.Time => DateTime,
            _ => Text,
        })).Append(Column(FeatureColumns.Rest, Json)).ToArray();
        var list = _builder.AddTables(tables);
        var title = _builder.AddString(Encoding.UTF8.GetBytes(name));
        var description = _builder.AddString(Encoding.UTF8.GetBytes(GeoJsonFormat.Attribution));
        var envelope = extent.IsEmpty ? 0 : _builder.AddVector([extent.West / 1e7, extent.South / 1e7, extent.East / 1e7, extent.North / 1e7]);
        var crs = Crs();
        _builder.StartTable(14);
        _builder.SetUInt64(8, (ulong)features);
        _builder.SetReference(0, title);
        if (envelope > 0)
        {
            _builder.SetReference(1, envelope);
        }

        _builder.SetReference(7, list);
        _builder.SetReference(10, crs);
        _builder.SetReference(12, description);
        _builder.SetUInt16(9, (ushort)(features == 0 ? 0 : PackedTree.NodeSize));
        _builder.SetByte(2, Wraps ? (byte)GeometryKind.GeometryCollection : (byte)0); // 0: each feature says what kind it is.
        return _builder.Finish(_builder.EndTable());
    }

    private int Crs()
    {
        var organisation = _builder.AddString("EPSG"u8);
        _builder.StartTable(6);
        _builder.SetReference(0, organisation);
        _builder.SetInt32(1, 4326);
        return _builder.EndTable();
    }

    private int Column(string name, byte type)
    {
        var text = _builder.AddString(Encoding.UTF8.GetBytes(name));
        _builder.StartTable(2);
        _builder.SetReference(0, text);
        _builder.SetByte(1, type);
        return _builder.EndTable();
    }

    // A property is the number of its column and its value; what is not there is left out.
    private void WriteProperties()
    {
        _properties.ResetWrittenCount();
        for (var i = 0; i < columns.Columns.Count; i++)
        {
            if (!_values.Has(i))
            {
                continue;
            }

            var value = _values.Value(i);
            if (columns.Columns[i].Kind != ColumnKind.Number)
            {
                WriteText(i, value);
                continue;
            }

            _ = Utf8Parser.TryParse(value, out long number, out _);
            var span = _properties.GetSpan(10);
            BinaryPrimitives.WriteUInt16LittleEndian(span, (ushort)i);
            BinaryPrimitives.WriteInt64LittleEndian(span[2..], number);
            _properties.Advance(10);
        }

        _rest.ResetWrittenCount();
        _values.WriteRest(_rest);
        WriteText(columns.Columns.Count, _rest.WrittenSpan);
    }

    private void WriteText(int column, ReadOnlySpan<byte> text)
    {
        var span = _properties.GetSpan(6);
        BinaryPrimitives.WriteUInt16LittleEndian(span, (ushort)column);
        BinaryPrimitives.WriteInt32LittleEndian(span[2..], text.Length);
        _properties.Advance(6);
        _properties.Write(text);
    }

    private int Geometry(PackedGeometry geometry) => geometry.Kind switch
    {
        GeometryKind.Point or GeometryKind.LineString => Simple(geometry.Kind, geometry.Coordinates),
        GeometryKind.Polygon => Paths(GeometryKind.Polygon, geometry, 0, geometry.PathEnds.Length),
        GeometryKind.MultiLineString => Paths(GeometryKind.MultiLineString, geometry, 0, geometry.PathEnds.Length),
        GeometryKind.MultiPolygon => Parts(GeometryKind.MultiPolygon, Polygons(geometry)),
        _ => Parts(GeometryKind.GeometryCollection, Members(geometry)),
    };

    private int[] Polygons(PackedGeometry geometry)
    {
        var parts = new int[geometry.PolygonEnds.Length];
        for (int i = 0, from = 0; i < parts.Length; from = geometry.PolygonEnds[i++])
        {
            parts[i] = Paths(GeometryKind.Polygon, geometry, from, geometry.PolygonEnds[i]);
        }

        return parts;
    }

    private int[] Members(PackedGeometry geometry)
    {
        var parts = new int[geometry.PointCount + geometry.PathEnds.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = i < geometry.PointCount
                ? Simple(GeometryKind.Point, geometry.Coordinates.Slice(2 * i, 2))
                : Simple(GeometryKind.LineString, geometry.Path(i - geometry.PointCount));
        }

        return parts;
    }

    private int Simple(GeometryKind kind, ReadOnlySpan<double> positions)
    {
        var coordinates = _builder.AddVector(positions);
        _builder.StartTable(8);
        _builder.SetReference(1, coordinates);
        _builder.SetByte(6, (byte)kind);
        return _builder.EndTable();
    }

    private int Paths(GeometryKind kind, PackedGeometry geometry, int from, int to)
    {
        var first = from == 0 ? geometry.PointCount : geometry.PathEnds[from - 1];
        var coordinates = _builder.AddVector(geometry.Coordinates[(2 * first)..(2 * geometry.PathEnds[to - 1])]);
        var ends = _builder.AddVector(geometry.PathEnds[from..to], first);
        _builder.StartTable(8);
        _builder.SetReference(0, ends);
        _builder.SetReference(1, coordinates);
        _builder.SetByte(6, (byte)kind);
        return _builder.EndTable();
    }

    private int Parts(GeometryKind kind, ReadOnlySpan<int> tables)
    {
        var parts = _builder.AddTables(tables);
        _builder.StartTable(8);
        _builder.SetReference(7, parts);
        _builder.SetByte(6, (byte)kind);
        return _builder.EndTable();
    }
}
