using System.Buffers;
using System.Globalization;
using System.Text;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>A tag or attribute that a Shapefile has no room for.</summary>
/// <param name="Kind">The kind of the object.</param>
/// <param name="Id">Its id.</param>
/// <param name="Key">The key.</param>
public readonly record struct ShapefileLoss(OsmKind Kind, long Id, string Key);

/// <summary>Writes ESRI Shapefiles into a folder: <c>points</c>, <c>lines</c> and <c>polygons</c>, each when there is something in it.</summary>
/// <remarks>
/// <para>A GeometryCollection becomes a row in <c>points</c> for each of its points and one in <c>lines</c> for its lines, all with the
/// same id. A feature without geometry is a null shape in <c>points</c>. WGS 84, degrees; outer rings clockwise.</para>
/// <para>Fields (UTF-8): the attributes asked for, the chosen keys, and <c>tags</c>: a JSON object of the other tags. A name of a field has 10
/// characters, so <c>fields.csv</c> tells for each layer and field the key and which part of its value it holds: a value longer than 254 bytes
/// goes on in fields of its own. Put the parts together as they are.</para>
/// <para>A value that its fields cannot hold exactly (too long, empty, or with spaces at an end) is in <c>tags</c> as well. What does not
/// fit there either (more than the given number of fields, or 255 in a layer) is counted in <see cref="LossCount"/>, and the first
/// 1,000 are listed in <see cref="Losses"/>; <c>tags</c> is valid JSON even so. U+0000 in a field becomes U+FFFD.</para>
/// <para>Memory is constant: the rows wait in files beside the tables (<c>.dbf.spool</c>) until the widths are known.</para>
/// </remarks>
public sealed class ShapefileWriter : IFeatureWriter
{
    private const int MaxListed = 1000;

    private readonly string _directory;
    private readonly FeatureColumns _columns;
    private readonly ColumnValues _values;
    private readonly int _fieldsPerValue;
    private readonly long _limit;
    private readonly List<ShapefileLoss> _losses = [];
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);
    private ShapefileLayer? _points;
    private ShapefileLayer? _lines;
    private ShapefileLayer? _polygons;

    /// <summary>Starts the files.</summary>
    /// <param name="directory">The folder; made if need be. Files of these layers in it are replaced, or removed when nothing is in them this time.</param>
    /// <param name="attributes">The attributes that become fields, in the order of <see cref="FeatureAttributes"/>.</param>
    /// <param name="keys">The keys of tags that become fields, in this order; <see langword="null"/> for none. With the attributes 254 at most.</param>
    /// <param name="fieldsPerValue">The most fields of 254 bytes that a value may take, 1 to 64. Every row of a layer is as long as its longest value needs.</param>
    /// <exception cref="ArgumentException">A key is empty, there twice, or <c>tags</c>; or there are too many.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public ShapefileWriter(string directory, FeatureAttributes attributes = FeatureAttributes.All, IEnumerable<string>? keys = null, int fieldsPerValue = 8)
        : this(directory, attributes, keys, fieldsPerValue, ShapefileLayer.MaxBytes)
    {
    }

    internal ShapefileWriter(string directory, FeatureAttributes attributes, IEnumerable<string>? keys, int fieldsPerValue, long limit)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(fieldsPerValue, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fieldsPerValue, 64);
        _columns = new(attributes, keys ?? []);
        if (_columns.Columns.Count >= DbfTable.MaxFields)
        {
            throw new ArgumentException($"A Shapefile has {DbfTable.MaxFields} fields at most, one of them for the other tags; these are {_columns.Columns.Count}.", nameof(keys));
        }

        _values = new(_columns);
        (_directory, _fieldsPerValue, _limit) = (directory, fieldsPerValue, limit);
        Directory.CreateDirectory(directory);
    }

    /// <summary>Gets how many values had no room.</summary>
    public long LossCount { get; private set; }

    /// <summary>Gets the first 1,000 of them.</summary>
    public IReadOnlyList<ShapefileLoss> Losses => _losses;

    /// <inheritdoc/>
    /// <exception cref="FormatLimitException">A .shp or .dbf would be larger than 2,147,483,647 bytes.</exception>
    public void Write(in OsmFeature feature)
    {
        _values.Fill(feature);
        _lost.Clear();
        var geometry = feature.Geometry;
        if (geometry.Kind is GeometryKind.Polygon or GeometryKind.MultiPolygon)
        {
            (_polygons ??= Layer("polygons", ShapeType.Polygon)).AddPaths(geometry, _values, _lost);
        }
        else
        {
            WritePointsAndLines(geometry);
        }

        LossCount += _lost.Count;
        foreach (var key in _lost.Take(MaxListed - _losses.Count))
        {
            _losses.Add(new(feature.Kind, feature.Id, key));
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        var names = new DbfFieldNames(_columns);
        var map = new ArrayBufferWriter<byte>();
        map.Write("layer,field,key,part\r\n"u8);
        foreach (var (layer, name) in new[] { (_points, "points"), (_lines, "lines"), (_polygons, "polygons") })
        {
            if (layer is null)
            {
                ShapefileLayer.Remove(Path.Combine(_directory, name));
                continue;
            }

            foreach (var (column, part, field) in layer.Complete(names))
            {
                map.Write(Encoding.ASCII.GetBytes($"{name},{field},"));
                CsvText.WriteField(Encoding.UTF8.GetBytes(column < _columns.Columns.Count ? _columns.Columns[column].Name : FeatureColumns.Rest), map);
                map.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",{part + 1}\r\n")));
            }
        }

        File.WriteAllBytes(Path.Combine(_directory, "fields.csv"), map.WrittenSpan);
    }

    /// <summary>Closes the files; without <see cref="Complete"/> they are removed.</summary>
    public void Dispose()
    {
        _points?.Dispose();
        _lines?.Dispose();
        _polygons?.Dispose();
    }

    private void WritePointsAndLines(PackedGeometry geometry)
    {
        for (var i = 0; i < geometry.PointCount; i++)
        {
            (_points ??= Layer("points", ShapeType.Point)).AddPoint(geometry.Coordinates.Slice(2 * i, 2), _values, _lost);
        }

        if (!geometry.PathEnds.IsEmpty)
        {
            (_lines ??= Layer("lines", ShapeType.PolyLine)).AddPaths(geometry, _values, _lost);
        }
        else if (geometry.PointCount == 0)
        {
            (_points ??= Layer("points", ShapeType.Point)).AddNull(_values, _lost);
        }
    }

    private ShapefileLayer Layer(string name, ShapeType type) => new(_directory, name, type, _columns, _fieldsPerValue, _limit);
}
