using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction;

/// <summary>Something that objects can be written to block by block: the counterpart of <see cref="IOsmSource"/>.</summary>
/// <remarks>Only after <see cref="IDisposable.Dispose"/> is what was written complete.</remarks>
public interface IOsmTarget : IDisposable
{
    /// <summary>Writes a block: its nodes, then its ways, then its relations.</summary>
    /// <param name="block">Not kept: it can be reused as soon as the call returns.</param>
    /// <exception cref="OsmFormatException">The format cannot hold an object; the message names it. Nothing of the block is to be relied on.</exception>
    void Write(OsmBlock block);
}
