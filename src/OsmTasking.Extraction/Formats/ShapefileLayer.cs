using System.Text;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>One set of .shp, .shx, .dbf, .prj and .cpg.</summary>
internal sealed class ShapefileLayer : IDisposable
{
    /// <summary>The most bytes of a .shp and of a .dbf.</summary>
    internal const long MaxBytes = int.MaxValue;

    // The coordinate system in the manner of ESRI.
    private const string Wgs84 =
        """GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]""";

    private static readonly string[] Endings = [".shp", ".shx", ".dbf", ".prj", ".cpg"];

    private readonly string _path;
    private readonly ShapeFile _shapes;
    private readonly DbfTable _table;
    private bool _complete;

    internal ShapefileLayer(string directory, string name, ShapeType type, FeatureColumns columns, int fieldsPerValue, long limit)
    {
        _path = Path.Combine(directory, name);
        _shapes = new(_path, type, limit);
        _table = new($"{_path}.dbf", columns, fieldsPerValue, limit);
    }

    internal void AddNull(ColumnValues values, ISet<string> lost)
    {
        _table.Add(values, lost);
        _shapes.AddNull();
    }

    internal void AddPoint(ReadOnlySpan<double> position, ColumnValues values, ISet<string> lost)
    {
        _table.Add(values, lost);
        _shapes.AddPoint(position);
    }

    internal void AddPaths(PackedGeometry geometry, ColumnValues values, ISet<string> lost)
    {
        _table.Add(values, lost);
        _shapes.AddPaths(geometry);
    }

    internal List<(int Column, int Part, string Name)> Complete(DbfFieldNames names)
    {
        _shapes.Complete();
        var fields = _table.Complete(names);
        File.WriteAllText($"{_path}.prj", Wgs84, Encoding.ASCII);
        File.WriteAllText($"{_path}.cpg", "UTF-8", Encoding.ASCII);
        _complete = true;
        return fields;
    }

    public void Dispose()
    {
        _shapes.Dispose();
        _table.Dispose();
        if (!_complete)
        {
            Remove(_path);
        }
    }

    /// <summary>Removes the files of a layer.</summary>
    /// <param name="path">Their path without the ending.</param>
    internal static void Remove(string path)
    {
        foreach (var ending in Endings)
        {
            File.Delete(path + ending);
        }
    }
}
