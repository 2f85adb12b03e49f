using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Xml;

/// <summary>Writes OSM XML 0.6, in the order in which blocks are handed over and in constant memory.</summary>
/// <remarks>
/// The output always is well-formed XML 1.0 in UTF-8. Characters that XML cannot hold (most of U+0000 to U+001F, U+FFFE, U+FFFF) and bytes
/// that are no UTF-8 become U+FFFD and are counted. Metadata that an object lacks is left out, and so is the location of a
/// deleted node at 0, 0.
/// </remarks>
public sealed class OsmXmlWriter : IOsmTarget
{
    private readonly XmlOutput _output;
    private readonly OsmElementWriter _elements;
    private readonly Stream _stream;
    private bool _ended;

    /// <summary>Begins a document.</summary>
    /// <param name="stream">Where to; it is left open. Wrap it in a GZipStream for .osm.gz, or use <see cref="OsmFile.Create"/>.</param>
    /// <param name="header">The program and the bounds to name.</param>
    public OsmXmlWriter(Stream stream, OsmHeader? header = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        header ??= new();
        _stream = stream;
        _output = new(stream);
        _elements = new(_output, header.History ?? false);
        XmlProlog.Write(_output, "osm", header);
        if (header.Bounds is { } bounds)
        {
            XmlProlog.WriteBounds(_output, bounds);
        }
    }

    /// <summary>Gets how many characters were replaced by U+FFFD since XML 1.0 cannot hold them.</summary>
    public long ReplacedCharacters => _output.Replaced;

    /// <inheritdoc/>
    public void Write(OsmBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        ObjectDisposedException.ThrowIf(_ended, this);
        try
        {
            _elements.Write(block);
        }
        catch
        {
            _ended = true; // Without its end the document cannot be taken for a whole one.
            throw;
        }
    }

    /// <summary>Ends the document and flushes the stream.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            _output.Raw("</osm>\n"u8);
            _output.Flush();
            _stream.Flush();
        }
    }
}
