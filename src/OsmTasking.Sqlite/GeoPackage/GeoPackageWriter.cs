using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Formats;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite.GeoPackage;

/// <summary>Writes features as a GeoPackage 1.3 (OGC 12-128r17) with one layer for each kind of geometry, each with an R*Tree.</summary>
/// <remarks>
/// The layers are <c>points</c> (POINT), <c>lines</c> (MULTILINESTRING), <c>polygons</c> (MULTIPOLYGON) and <c>collections</c>
/// (GEOMETRYCOLLECTION), in EPSG:4326, longitude first, degrees; a line or polygon of one part is a multi one of one part. Their columns are
/// <c>fid</c> (1, 2, 3, … in the order of the extract), <c>geom</c>, the attributes asked for, the keys asked for, and <c>tags</c>: the other
/// tags as a JSON object, or null. A property that an object lacks is null, an empty one is empty. Memory is bounded: see <c>BoxTree</c>'s runs of
/// boxes. The file is written without a journal and is complete only after <see cref="Complete"/>: write to a name of its own and
/// rename it. Not for several threads at once.
/// </remarks>
public sealed class GeoPackageWriter : IFeatureWriter
{
    private readonly RawFile _file;
    private readonly TimeProvider _time;
    private readonly FeatureProperties _properties;
    private readonly List<GeoPackageLayer> _layers = [];
    private bool _closed;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="options">How to write it; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">A chosen key cannot be a column; nothing was written.</exception>
    /// <exception cref="StoreException">The file exists, or cannot be written.</exception>
    public GeoPackageWriter(string path, GeoPackageOptions? options = null)
    {
        options ??= new();
        var columns = new GeoPackageColumns(options.Attributes, options.Columns);
        Columns = columns.NamesByKey;
        _time = options.Time;
        _properties = new FeatureProperties(options.Attributes);
        _file = new RawFile(path);
        try
        {
            _file.Execute(GeoPackageSql.Begin);
            _file.Execute(GeoPackageSql.Schema);
            foreach (var kind in GeoPackageLayerKind.All)
            {
                _layers.Add(new GeoPackageLayer(_file, kind, columns));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets the name of the column of each key asked for.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; }

    /// <inheritdoc/>
    /// <exception cref="StoreException">The file cannot be written.</exception>
    public void Write(in OsmFeature feature)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _properties.Fill(feature);
        _layers[GeoPackageLayerKind.IndexOf(feature.Geometry.Kind)].Write(feature, _properties);
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">The file cannot be written.</exception>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        foreach (var layer in _layers)
        {
            layer.Complete(_time.GetUtcNow());
        }

        _file.Execute("commit");
        Dispose();
    }

    /// <summary>Closes the file; before <see cref="Complete"/> it is no GeoPackage yet, and the caller's to delete.</summary>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _layers.ForEach(layer => layer.Dispose());
            _file.Dispose();
        }
    }
}
