using System.IO.Compression;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Filters;

namespace OsmTasking.Extraction.AreaFiles;

/// <summary>Reads areas of interest from the files people have: GeoJSON, KML, KMZ, a zipped Shapefile, a relation of an OSM file.</summary>
/// <remarks>The content says what it is, not the name, but for OSM files. All polygons of a file together are the area.</remarks>
public static class AreaFile
{
    /// <summary>The most bytes of a file, and of a file inside a ZIP: 64 MiB. OSM files may have any size.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>Reads an area from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="osmObject">For OSM files: the object that is the area, such as <c>relation/365307</c> or <c>way/12</c>; null if there is only one boundary.</param>
    /// <param name="limits">What is too large; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AreaResult Read(string path, string? osmObject = null, AreaLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (IsOsm(path))
        {
            return FromOsm(OsmFile.Open(path), osmObject, limits, cancellationToken);
        }

        var length = new FileInfo(path).Length;
        return length > MostBytes
            ? Refused("TooLarge", $"the file has {length} bytes; {MostBytes} are the most")
            : Read(File.ReadAllBytes(path), limits);
    }

    /// <summary>Reads an area from the content of a file other than an OSM file.</summary>
    /// <param name="content">GeoJSON, KML, KMZ or a zipped Shapefile.</param>
    /// <param name="limits">What is too large; null for the defaults.</param>
    public static AreaResult Read(ReadOnlyMemory<byte> content, AreaLimits? limits = null)
    {
        try
        {
            return content.Span switch
            {
                [(byte)'P', (byte)'K', ..] => FromZip(content, limits),
                _ when StartsAsXml(content.Span) => Of(KmlArea.Read(new MemoryStream(content.ToArray())), "KML", limits),
                _ => AreaOfInterest.Parse(content, limits),
            };
        }
        catch (AreaFileException fault)
        {
            return Refused("InvalidAreaFile", fault.Message);
        }
    }

    /// <summary>Whether a name is that of an OSM file.</summary>
    public static bool IsOsm(string path) =>
        path.EndsWith(".osm.pbf", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".osm", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".osm.gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes an object of an OSM file as the area.</summary>
    /// <param name="source">The file.</param>
    /// <param name="osmObject">Such as <c>relation/365307</c>; null if there is only one boundary.</param>
    /// <param name="limits">What is too large; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OsmFormatException">The file is broken.</exception>
    public static AreaResult FromOsm(IOsmSource source, string? osmObject, AreaLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var wanted = default((OsmKind Kind, long Id)?);
        if (osmObject is not null)
        {
            if (osmObject.Split('/') is not [var kind, var number] || kind is not ("relation" or "way") || !long.TryParse(number, out var id))
            {
                return Refused("InvalidAreaFile", $"{osmObject} names no object: write relation/ID or way/ID");
            }

            wanted = (kind == "way" ? OsmKind.Way : OsmKind.Relation, id);
        }

        var found = new List<(string Name, Geometry Shape)>();
        var options = new ExtractOptions
        {
            Kinds = wanted?.Kind == OsmKind.Way ? OsmKinds.Ways : OsmKinds.Relations,
            Tags = wanted is null ? TagFilter.Parse("boundary") : null,
            Untagged = wanted is not null,
        };
        Extractor.Run(source, options, new ObjectSink(item =>
        {
            if (item.Geometry is Polygon or MultiPolygon && (wanted is not { } one || (one.Kind == item.Kind && one.Id == item.Id)))
            {
                found.Add(($"{item.Kind.ToString().ToLowerInvariant()}/{item.Id} {item.Tags.GetValueOrDefault("name")}".Trim(), item.Geometry));
            }
        }), progress: null, cancellationToken);
        return found switch
        {
            [var only] => AreaOfInterest.Of(only.Shape, limits),
            [] => Refused("InvalidAreaFile", osmObject is null ? "there is no whole boundary in the file" : $"{osmObject} is no whole area in the file"),
            _ => Refused("InvalidAreaFile", $"there are {found.Count} boundaries in the file; name one: {string.Join(", ", found.Take(5).Select(boundary => boundary.Name))}{(found.Count > 5 ? ", …" : string.Empty)}"),
        };
    }

    private static AreaResult FromZip(ReadOnlyMemory<byte> content, AreaLimits? limits)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content.ToArray()), ZipArchiveMode.Read);
            var shapes = zip.Entries.Where(entry => entry.Name.EndsWith(".shp", StringComparison.OrdinalIgnoreCase)).ToList();
            if (shapes.Count > 1)
            {
                return Refused("InvalidAreaFile", $"there are {shapes.Count} shapefiles in the ZIP; leave one: {string.Join(", ", shapes.Take(5).Select(entry => entry.FullName))}");
            }

            if (shapes is [var shape])
            {
                var projection = zip.Entries.FirstOrDefault(entry => entry.FullName.Equals(Path.ChangeExtension(shape.FullName, ".prj"), StringComparison.OrdinalIgnoreCase));
                return Of(ShapefileArea.Read(Bytes(shape), projection is null ? null : System.Text.Encoding.UTF8.GetString(Bytes(projection))), shape.FullName, limits);
            }

            return zip.Entries.FirstOrDefault(entry => entry.Name.EndsWith(".kml", StringComparison.OrdinalIgnoreCase)) is { } kml
                ? Of(KmlArea.Read(new MemoryStream(Bytes(kml))), kml.FullName, limits)
                : Refused("InvalidAreaFile", "there is neither a .shp nor a .kml in the ZIP");
        }
        catch (InvalidDataException)
        {
            return Refused("InvalidAreaFile", "the ZIP is broken");
        }
    }

    /// <summary>Unpacks a file, but not a bomb: what the ZIP says of sizes need not be true.</summary>
    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var packed = entry.Open();
        using var unpacked = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (var read = packed.Read(buffer); read > 0; read = packed.Read(buffer))
        {
            if (unpacked.Length + read > MostBytes)
            {
                throw new AreaFileException($"{entry.FullName} has more than {MostBytes} bytes unpacked, which is the most");
            }

            unpacked.Write(buffer, 0, read);
        }

        return unpacked.ToArray();
    }

    private static AreaResult Of(List<Polygon> polygons, string name, AreaLimits? limits) => polygons.Count switch
    {
        0 => Refused("MustHaveFeatures", $"there is no polygon in {name}"),
        1 => AreaOfInterest.Of(polygons[0], limits),
        _ => AreaOfInterest.Of(GeoJsonGeometry.Factory.CreateMultiPolygon([.. polygons]), limits),
    };

    private static bool StartsAsXml(ReadOnlySpan<byte> content)
    {
        var text = content.StartsWith("\uFEFF"u8) ? content[3..] : content;
        return text.TrimStart(" \t\r\n"u8) is [(byte)'<', ..];
    }

    private static AreaResult.Refused Refused(string code, string message) => new([new AreaFinding(code, string.Empty, message)]);
}

/// <summary>An area file breaks the rules of its format; the message says where.</summary>
internal sealed class AreaFileException(string message) : FormatException(message);
