using System.IO.Compression;
using System.Xml;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Xml;

/// <summary>An .osm or .osm.gz file: OSM XML, read strictly. Every error names line and column.</summary>
public sealed class OsmXmlFile(string path) : IOsmSource
{
    /// <inheritdoc/>
    public long? LengthInBytes => new FileInfo(path).Length;

    /// <inheritdoc/>
    public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var xml = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true, IgnoreWhitespace = true, MaxCharactersInDocument = 0 });
        try
        {
            new OsmXmlReader(xml, kinds, block =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                visit(block);
                progress?.Report(file.Position);
            }).Read();
            if (stream is GZipStream && file.Position < file.Length)
            {
                throw new OsmFormatException("data follows the end of the document");
            }
        }
        catch (XmlException fault)
        {
            throw new OsmFormatException($"{path}: {fault.Message}", fault);
        }
        catch (InvalidDataException fault)
        {
            throw new OsmFormatException($"{path}: not valid gzip data", fault);
        }
        catch (OsmFormatException fault)
        {
            var line = (IXmlLineInfo)xml;
            throw new OsmFormatException($"{path}, line {line.LineNumber}, column {line.LinePosition}: {fault.Message}", fault);
        }
    }
}
