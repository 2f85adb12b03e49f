using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Formats.VectorTiles;

namespace OsmTasking.Extraction.Exports;

/// <summary>A format that exports are written in: rows that stream, or a file or folder that is made beside the archive first.</summary>
/// <param name="Name">The name on the wire, such as <c>geojson</c>.</param>
/// <param name="Ending">The ending of its file, without the point.</param>
public sealed record ExportFormat(string Name, string Ending)
{
    /// <summary>Gets how rows are written; null for a format that is not made of rows.</summary>
    public Func<ExportLayout, RowFormat>? Rows { get; init; }

    /// <summary>Gets how a writer of a file, or of a folder, is opened; null for a format of rows.</summary>
    public Func<string, ExportLayout, IFeatureWriter>? Open { get; init; }

    /// <summary>Gets a value indicating whether it is several files in a folder.</summary>
    public bool IsFolder { get; init; }

    /// <summary>Gets a value indicating whether it may be handed out without a zip around it.</summary>
    public bool StandsAlone { get; init; }

    /// <summary>Gets a value indicating whether it cuts features at tiles, so that only whole ones are taken.</summary>
    public bool IsTiled { get; init; }

    /// <summary>Gets a value indicating whether it takes the chosen keys from the tags itself.</summary>
    internal bool ReadsTags { get; init; }
}

/// <summary>How a format is asked to write.</summary>
/// <param name="Name">A name for layers.</param>
public sealed record ExportLayout(string Name)
{
    /// <summary>The attributes of a snapshot.</summary>
    public const FeatureAttributes Attributes =
        FeatureAttributes.Id | FeatureAttributes.Type | FeatureAttributes.Version | FeatureAttributes.Changeset | FeatureAttributes.Timestamp | FeatureAttributes.RawDataNames;

    /// <summary>Gets the chosen keys; null for none.</summary>
    public ExportColumns? Columns { get; init; }

    /// <summary>Gets the names of columns for chosen keys.</summary>
    public IReadOnlyList<string> ColumnNames => Columns?.Names ?? [];

    /// <summary>Gets the first zoom of tiles; null for the default.</summary>
    public int? MinZoom { get; init; }

    /// <summary>Gets the last zoom of tiles; null for the default.</summary>
    public int? MaxZoom { get; init; }

    /// <summary>Gets a value indicating whether FlatGeobuf puts each geometry into a collection of its own.</summary>
    public bool WrapsGeometries { get; init; }

    /// <summary>Gets a folder for what does not fit in memory.</summary>
    public string? Folder { get; init; }

    /// <summary>Gets how tiles are written.</summary>
    public VectorTileOptions Tiles => new()
    {
        MinZoom = MinZoom ?? 0,
        MaxZoom = MaxZoom ?? 14,
        Name = Name,
        TempFolder = Folder,
        Attributes = FeatureAttributes.Id | FeatureAttributes.Type | FeatureAttributes.RawDataNames,
        SortMemory = 4 << 20,
    };
}

/// <summary>The formats there are. Packages add their own.</summary>
public sealed class ExportFormats
{
    private readonly Dictionary<string, ExportFormat> _byName;

    /// <summary>Collects formats; of several with one name the last one counts.</summary>
    /// <param name="others">Formats beside those of this package.</param>
    public ExportFormats(IEnumerable<ExportFormat> others)
    {
        _byName = new(StringComparer.Ordinal);
        foreach (var format in Own.Concat(others))
        {
            _byName[format.Name] = format;
        }
    }

    /// <summary>Gets the names, in order.</summary>
    public IReadOnlyList<string> Names => [.. _byName.Keys.Order(StringComparer.Ordinal)];

    private static IEnumerable<ExportFormat> Own =>
    [
        new("geojson", "geojson") { Rows = layout => new GeoJsonSnapshotFormat(layout.Columns), StandsAlone = true, ReadsTags = true },
        new("geojsonseq", "geojsonseq") { Rows = _ => new GeoJsonSequenceFormat(ExportLayout.Attributes) },
        new("csv", "csv") { Rows = layout => new CsvFormat(CsvGeometry.Wkt, ExportLayout.Attributes, layout.ColumnNames) },
        new("kml", "kml") { Rows = _ => new KmlFormat(ExportLayout.Attributes) },
        new("sql", "sql") { Rows = _ => new PgDump() },
        new("fgb", "fgb") { Open = (path, layout) => new FlatGeobufWriter(path, ExportLayout.Attributes, layout.ColumnNames) { WrapsGeometries = layout.WrapsGeometries }, StandsAlone = true },
        new("shp", "shp") { Open = (path, layout) => new ShapefileWriter(path, ExportLayout.Attributes, layout.ColumnNames), IsFolder = true },
        new("pmtiles", "pmtiles") { Open = (path, layout) => new PmTilesWriter(path, layout.Tiles), StandsAlone = true, IsTiled = true },
    ];

    /// <summary>Returns the format of a name, or <see langword="null"/>.</summary>
    public ExportFormat? Find(string name) => _byName.GetValueOrDefault(name);
}
