using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction;

/// <summary>Something that objects can be written to block by block: the counterpart of <see cref="IOsmSource"/>.</summary>
/// <remarks>
/// Only <see cref="IDisposable.Dispose"/> completes what was written. After a failed <see cref="Write"/> it does not: what is left then is not
/// to be read as a whole file. Who stops for reasons of its own deletes what it wrote.
/// </remarks>
public interface IOsmTarget : IDisposable
{
    /// <summary>Writes a block: its nodes, then its ways, then its relations.</summary>
    /// <param name="block">Not kept: it can be reused as soon as the call returns.</param>
    /// <exception cref="OsmFormatException">The format cannot hold an object; the message names it. Nothing of the block is to be relied on.</exception>
    void Write(OsmBlock block);
}
