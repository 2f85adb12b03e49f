using Microsoft.Data.Sqlite;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Tests;
using OsmTasking.Sqlite.GeoPackage;

namespace OsmTasking.Sqlite.Tests.GeoPackage;

/// <summary>A written GeoPackage, gone after the test, to be asked with SQL.</summary>
internal sealed class GeoPackageFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("osmtasking-gpkg-").FullName;

    internal GeoPackageFile(IOsmSource source, GeoPackageOptions? options = null)
    {
        var writer = new GeoPackageWriter(Path, options);
        Columns = writer.Columns;
        Summary = SmallWorld.Write(source, writer);
    }

    internal GeoPackageFile(string text, GeoPackageOptions? options = null)
        : this(new OsmText(text), options)
    {
    }

    internal string Path => System.IO.Path.Combine(_folder, "a.gpkg");

    internal IReadOnlyDictionary<string, string> Columns { get; }

    internal ExtractSummary Summary { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The rows of a query; values of a row are joined by a bar.</summary>
    internal List<string> Query(string query)
    {
        using var connection = SqliteFeatureStore.Open(Path, SqliteOpenMode.ReadOnly)!;
        return connection.Query(row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "null" : row.GetValue(i))), query);
    }
}
