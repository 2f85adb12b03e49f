using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Xml;

/// <summary>An .osm or .osm.gz file: OSM XML 0.6, read strictly. Every error names file, line and column.</summary>
/// <remarks>
/// Memory is bounded whatever the file holds: no document type, an element of 4 MiB, 4,096 different names and 1,000,000 tags, nodes or
/// members an object are the most. Attributes that OSM does not know are passed over, as are the elements note, meta, bound and changeset.
/// </remarks>
/// <param name="path">The file; packed by gzip when its name ends in .gz.</param>
public sealed class OsmXmlFile(string path) : IOsmSource
{
    /// <inheritdoc/>
    public long? LengthInBytes => new FileInfo(path).Length;

    /// <summary>Reads what the file says of itself before its first object: the program that wrote it and its bounds.</summary>
    /// <exception cref="OsmFormatException">The file is not OSM XML up to there.</exception>
    public OsmHeader ReadHeader()
    {
        var header = new OsmHeader();
        XmlInput.Read(path, (xml, _) => header = new OsmXmlReader(xml, OsmKinds.None, _ => { }).ReadHeader());
        return header;
    }

    /// <inheritdoc/>
    public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        XmlInput.Read(path, (xml, file) => new OsmXmlReader(xml, kinds, block =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            visit(block);
            progress?.Report(file.Position);
        }).Read());
    }
}
