using OsmTasking.Core.Hosting;
using OsmTasking.Extraction.Exports;
using OsmTasking.Sqlite.GeoPackage;
using OsmTasking.Sqlite.MbTiles;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Formats of exports that are SQLite files.</summary>
public static class SqliteExportFormats
{
    /// <summary>Adds GeoPackage and MBTiles to the formats that exports are written in, whatever store is used.</summary>
    /// <param name="builder">What <c>AddOsmTasking()</c> returned.</param>
    public static IOsmTaskingBuilder AddSqliteFormats(this IOsmTaskingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(GeoPackage);
        builder.Services.AddSingleton(MbTiles);
        return builder;
    }

    private static ExportFormat GeoPackage => new("gpkg", "gpkg")
    {
        Open = (path, layout) => new GeoPackageWriter(path, new() { Attributes = ExportLayout.Attributes, Columns = layout.ColumnNames }),
    };

    private static ExportFormat MbTiles => new("mbtiles", "mbtiles")
    {
        Open = (path, layout) => new MbTilesWriter(path, layout.Tiles),
        IsTiled = true,
    };
}
