using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Pbf;
using OsmTasking.Extraction.Xml;

namespace OsmTasking.Extraction;

/// <summary>OSM files by their names.</summary>
public static class OsmFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">Ends in .osm.pbf, .osm or .osm.gz.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="OsmFormatException">The name says a format that is not supported.</exception>
    public static IOsmSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return !File.Exists(path) ? throw new FileNotFoundException($"There is no file {path}.", path)
            : path.EndsWith(".pbf", StringComparison.OrdinalIgnoreCase) ? new PbfFile(path)
            : IsXml(path) ? new OsmXmlFile(path)
            : path.EndsWith(".bz2", StringComparison.OrdinalIgnoreCase) ? throw new OsmFormatException($"{path}: bzip2 is not supported; unpack it first (bunzip2), or use .osm.pbf")
            : path.EndsWith(".osc", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".osc.gz", StringComparison.OrdinalIgnoreCase) ? throw new OsmFormatException($"{path}: a file of changes, not of objects; read it as an OscFile")
            : throw new OsmFormatException($"{path}: the name must end in .osm.pbf, .osm or .osm.gz");
    }

    /// <summary>Creates a file, or replaces one, in the format that its name says.</summary>
    /// <param name="path">Ends in .osm.pbf, .osm or .osm.gz.</param>
    /// <param name="header">What the file says of itself.</param>
    /// <returns>Where to write the objects; disposing of it completes and closes the file.</returns>
    /// <exception cref="OsmFormatException">The name says a format that is not supported.</exception>
    public static IOsmTarget Create(string path, OsmHeader? header = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Func<Stream, IOsmTarget> create = path.EndsWith(".pbf", StringComparison.OrdinalIgnoreCase) ? stream => new PbfWriter(stream, header ?? new())
            : IsXml(path) ? stream => new OsmXmlWriter(stream, header)
            : throw new OsmFormatException($"{path}: the name must end in .osm.pbf, .osm or .osm.gz to be written");
        return new OsmFileTarget(path, create);
    }

    private static bool IsXml(string path) =>
        path.EndsWith(".osm", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".osm.gz", StringComparison.OrdinalIgnoreCase);
}
