using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Formats;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite.GeoPackage;

/// <summary>One table of features being written, with its index.</summary>
internal sealed class GeoPackageLayer : IDisposable
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly RawFile _file;
    private readonly GeoPackageLayerKind _kind;
    private readonly GeoPackageColumns _columns;
    private readonly RawStatement _insert;
    private readonly BoxTree _tree;
    private readonly GeoPackageGeometry _geometry = new();
    private readonly ArrayBufferWriter<byte> _text = new(1024);
    private readonly Utf8JsonWriter _json;
    private GeoPackageBounds _extent = GeoPackageBounds.Empty;
    private long _rows;

    internal GeoPackageLayer(RawFile file, GeoPackageLayerKind kind, GeoPackageColumns columns)
    {
        (_file, _kind, _columns) = (file, kind, columns);
        file.Execute(columns.CreateTable(kind));
        _insert = file.Prepare(columns.Insert(kind));
        _tree = new BoxTree(file, kind.Name);
        _json = new Utf8JsonWriter(_text, Plain);
    }

    public void Dispose()
    {
        _insert.Dispose();
        _tree.Dispose();
        _json.Dispose();
    }

    internal void Write(in OsmFeature feature, FeatureProperties properties)
    {
        var (west, south, east, north) = feature.Geometry.Bounds();
        var bounds = new GeoPackageBounds(west, south, east, north);
        _insert.Bind(1, ++_rows);
        _insert.BindBlob(2, _geometry.Write(feature.Geometry, bounds));
        for (var column = 0; column <= _columns.Count; column++)
        {
            _insert.BindNull(GeoPackageColumns.First + column);
        }

        BindProperties(properties);
        _insert.Run();

        // An empty geometry lies nowhere.
        if (!bounds.IsEmpty)
        {
            _tree.Add(_rows, bounds);
            _extent = _extent.With(bounds);
        }
    }

    internal void Complete(DateTimeOffset now)
    {
        _tree.Complete();
        using (var contents = _file.Prepare(GeoPackageSql.InsertContents))
        {
            contents.BindText(1, _kind.Name);
            contents.BindText(2, GeoJsonFormat.Attribution);
            contents.BindText(3, now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
            if (!_extent.IsEmpty)
            {
                contents.Bind(4, _extent.West);
                contents.Bind(5, _extent.South);
                contents.Bind(6, _extent.East);
                contents.Bind(7, _extent.North);
            }

            contents.Run();
        }

        using (var column = _file.Prepare(GeoPackageSql.InsertGeometryColumn))
        {
            column.BindText(1, _kind.Name);
            column.BindText(2, _kind.GeometryType);
            column.Run();
        }

        using (var extension = _file.Prepare(GeoPackageSql.InsertExtension))
        {
            extension.BindText(1, _kind.Name);
            extension.Run();
        }

        _file.Execute(BoxTree.For(GeoPackageSql.Triggers, _kind.Name));
    }

    private void BindProperties(FeatureProperties properties)
    {
        var rest = false;
        for (var i = 0; i < properties.Count; i++)
        {
            var parameter = _columns.Parameter(properties.Key(i), properties.Attribute(i) == FeatureAttributes.None);
            if (parameter == 0)
            {
                AddToRest(properties, i, ref rest);
            }
            else if (properties.IsNumber(i) && Utf8Parser.TryParse(properties.Value(i), out long number, out _))
            {
                _insert.Bind(parameter, number);
            }
            else if (_columns.IsTime(parameter))
            {
                BindTime(parameter, properties.Value(i));
            }
            else
            {
                _insert.BindText(parameter, properties.Value(i));
            }
        }

        if (rest)
        {
            _json.WriteEndObject();
            _json.Flush();
            _insert.BindText(GeoPackageColumns.First + _columns.Count, _text.WrittenSpan);
        }
    }

    private void AddToRest(FeatureProperties properties, int index, ref bool begun)
    {
        if (!begun)
        {
            begun = true;
            _text.ResetWrittenCount();
            _json.Reset();
            _json.WriteStartObject();
        }

        _json.WriteString(properties.Key(index), properties.Value(index));
    }

    // "…:40Z" becomes "…:40.000Z", the only form the specification allows.
    private void BindTime(int parameter, ReadOnlySpan<byte> value)
    {
        Span<byte> text = stackalloc byte[40];
        if (value.Length is 0 or > 32)
        {
            _insert.BindText(parameter, value);
            return;
        }

        value[..^1].CopyTo(text);
        ".000Z"u8.CopyTo(text[(value.Length - 1)..]);
        _insert.BindText(parameter, text[..(value.Length + 4)]);
    }
}
