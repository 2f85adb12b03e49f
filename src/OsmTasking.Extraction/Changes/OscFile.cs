using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Xml;

namespace OsmTasking.Extraction.Changes;

/// <summary>An .osc or .osc.gz file: changes (osmChange 0.6), read strictly and in file order. Every error names file, line and column.</summary>
/// <remarks>The limits are those of <see cref="OsmXmlFile"/>.</remarks>
/// <param name="path">The file; packed by gzip when its name ends in .gz.</param>
public sealed class OscFile(string path)
{
    /// <summary>Gets the length of the file in bytes.</summary>
    public long LengthInBytes => new FileInfo(path).Length;

    /// <summary>Opens a change file for reading.</summary>
    /// <param name="path">Ends in .osc or .osc.gz.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="OsmFormatException">The name says a format that is not supported.</exception>
    public static OscFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return !File.Exists(path) ? throw new FileNotFoundException($"There is no file {path}.", path)
            : Ends(path, ".osc") || Ends(path, ".osc.gz") ? new OscFile(path)
            : Ends(path, ".bz2") ? throw new OsmFormatException($"{path}: bzip2 is not supported; unpack it first (bunzip2), or use .osc.gz")
            : throw new OsmFormatException($"{path}: the name of a change file must end in .osc or .osc.gz");
    }

    /// <summary>Reads from the start and hands over every block with what is done to the objects in it, in file order.</summary>
    /// <param name="visit">
    /// Called on the caller's thread. The block is only valid during the call. Objects deleted are not
    /// <see cref="OsmInfo.Visible"/>; where the file has no location of a deleted node, longitude and latitude are 0.
    /// </param>
    /// <param name="kinds">Kinds the caller wants; the others are checked and left out.</param>
    /// <param name="progress">Receives the bytes of the file read so far, now and then.</param>
    /// <param name="cancellationToken">Stops the reading between blocks.</param>
    /// <exception cref="OsmFormatException">The file is not a change file; the message names the place.</exception>
    public void Read(Action<ChangeAction, OsmBlock> visit, OsmKinds kinds = OsmKinds.All, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        XmlInput.Read(path, (xml, file) => OscReader.Read(xml, kinds, (action, block) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            visit(action, block);
            progress?.Report(file.Position);
        }));
    }

    /// <summary>Reads a change document from a stream, such as the body of a request, as <see cref="Read"/> does from a file.</summary>
    /// <param name="stream">Where from; it is read once, forward, and left open.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="packed">Whether it is packed by gzip.</param>
    /// <param name="visit">As for <see cref="Read"/>.</param>
    /// <param name="kinds">Kinds the caller wants; the others are checked and left out.</param>
    /// <param name="cancellationToken">Stops the reading between blocks.</param>
    /// <exception cref="OsmFormatException">It is not a change document; the message names the place.</exception>
    public static void ReadFrom(Stream stream, string name, bool packed, Action<ChangeAction, OsmBlock> visit, OsmKinds kinds = OsmKinds.All, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(visit);
        XmlInput.Read(stream, name, packed, xml => OscReader.Read(xml, kinds, (action, block) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            visit(action, block);
        }));
    }

    private static bool Ends(string path, string suffix) => path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);
}
