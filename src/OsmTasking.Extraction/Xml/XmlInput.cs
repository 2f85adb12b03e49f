using System.IO.Compression;
using System.Xml;

namespace OsmTasking.Extraction.Xml;

/// <summary>Opens XML files, packed by gzip or not, such that reading them takes bounded memory.</summary>
internal static class XmlInput
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, // No entities of its own, so none that grow.
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    internal static void Read(string path, Action<XmlCursor, FileStream> read)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        Read(file, path, path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase), cursor => read(cursor, file));
    }

    /// <summary>Reads a document from a stream, which is left open.</summary>
    /// <param name="stream">Where from.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="packed">Whether it is packed by gzip.</param>
    /// <param name="read">Reads the document.</param>
    internal static void Read(Stream stream, string name, bool packed, Action<XmlCursor> read)
    {
        using var unpacked = packed ? new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true) : null;
        using var input = new PortionedStream(unpacked ?? stream);
        using var xml = Create(input, name);
        read(new XmlCursor(xml, input, name));
        if (packed && xml.EOF && GzipTrailer.IsCutOff(stream, input.Total))
        {
            throw new OsmFormatException($"{name}, at its end: not valid gzip data (is the file cut off?)");
        }
    }

    private static XmlReader Create(PortionedStream input, string name)
    {
        try
        {
            var settings = Settings.Clone();
            settings.NameTable = new FewNames();
            return XmlReader.Create(input, settings); // Looks at the first bytes to learn the encoding.
        }
        catch (Exception fault) when (fault is XmlException or OsmFormatException)
        {
            throw new OsmFormatException($"{name}, line 1, column 1: {fault.Message}", fault);
        }
    }

    /// <summary>The names of elements and attributes: OSM has some 40, and a document cannot fill the memory with more.</summary>
    private sealed class FewNames : NameTable
    {
        private const int Most = 4096;
        private int _names;

        public override string Add(string key) => Get(key) ?? Count(base.Add(key));

        public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Count(base.Add(key, start, len));

        private string Count(string name) => ++_names <= Most ? name
            : throw new OsmFormatException($"there are more than {Most} different names of elements and attributes");
    }
}
