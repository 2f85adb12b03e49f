using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Formats.VectorTiles;
using OsmTasking.Sqlite.GeoPackage;
using OsmTasking.Sqlite.MbTiles;

namespace ReferenceApi.Commands;

/// <summary>How an extract is written.</summary>
/// <param name="Attributes">What beside the tags.</param>
/// <param name="Keys">Keys with columns of their own, in formats that have columns.</param>
/// <param name="MaxZoom">The last zoom of tiles.</param>
internal sealed record FormatChoices(FeatureAttributes Attributes, IReadOnlyList<string> Keys, int MaxZoom);

/// <summary>The formats of features that <c>extract</c> writes, and which the name of a file means.</summary>
internal static class ExtractFormats
{
    private static readonly (string Name, string[] Endings)[] All =
    [
        ("geojson", [".geojson", ".json"]),
        ("geojsonseq", [".geojsonseq", ".geojsonl", ".geojsons"]),
        ("csv", [".csv"]),
        ("csv-lonlat", []),
        ("pg", [".pg", ".copy"]),
        ("kml", [".kml"]),
        ("flatgeobuf", [".fgb"]),
        ("geopackage", [".gpkg"]),
        ("mbtiles", [".mbtiles"]),
        ("pmtiles", [".pmtiles"]),
        ("shapefile", [".shp"]),
        ("osm", [".osm.pbf", ".pbf", ".osm", ".osm.gz"]),
    ];

    /// <summary>Gets all names, as people type them.</summary>
    internal static string Names => string.Join(", ", All.Select(format => format.Name));

    /// <summary>Finds the format of a file.</summary>
    /// <exception cref="FormatException">None is meant.</exception>
    internal static string Of(string path, string? named)
    {
        var found = All.Where(format => named is null ? Array.Exists(format.Endings, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) : format.Name == named)
            .Select(format => format.Name).FirstOrDefault();
        return found ?? throw new FormatException(named is null
            ? $"--output {path}: the ending names no format; use one of {string.Join(" ", All.SelectMany(format => format.Endings))}, or --format."
            : $"--format {named}: there is no such format; choose from {Names}.");
    }

    /// <summary>Writes features to a path that is not there yet.</summary>
    internal static ExtractSummary Write(
        string format, IOsmSource source, ExtractOptions options, FormatChoices choices, string path, IProgress<ExtractProgress> progress, CancellationToken cancellationToken)
    {
        if (Rows(format, choices) is { } rows)
        {
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            return Extractor.Write(source, options, rows, stream, progress, cancellationToken);
        }

        using var writer = Open(format, choices, path);
        var summary = Extractor.Run(source, options, writer, progress, cancellationToken);
        writer.Complete();
        if (writer is ShapefileWriter { LossCount: > 0 } shapes)
        {
            Console.Error.WriteLine($"{shapes.LossCount} values are too long for a shapefile and were cut; the first is {shapes.Losses[0]}.");
        }

        return summary;
    }

    private static RowFormat? Rows(string format, FormatChoices choices) => format switch
    {
        "geojson" => new GeoJsonFormat(choices.Attributes),
        "geojsonseq" => new GeoJsonSequenceFormat(choices.Attributes),
        "csv" => new CsvFormat(CsvGeometry.Wkt, choices.Attributes, choices.Keys),
        "csv-lonlat" => new CsvFormat(CsvGeometry.LonLat, choices.Attributes, choices.Keys),
        "pg" => new PgFormat(choices.Attributes),
        "kml" => new KmlFormat(choices.Attributes),
        _ => null,
    };

    private static IFeatureWriter Open(string format, FormatChoices choices, string path) => format switch
    {
        "flatgeobuf" => new FlatGeobufWriter(path, choices.Attributes, choices.Keys),
        "geopackage" => new GeoPackageWriter(path, new() { Attributes = choices.Attributes, Columns = choices.Keys }),
        "mbtiles" => new MbTilesWriter(path, Tiles(choices)),
        "pmtiles" => new PmTilesWriter(path, Tiles(choices)),
        "shapefile" => new ShapefileWriter(path, choices.Attributes, choices.Keys),
        _ => throw new FormatException($"--format {format}: not a format of features."),
    };

    private static VectorTileOptions Tiles(FormatChoices choices) => new() { MaxZoom = choices.MaxZoom, Attributes = choices.Attributes };
}
