using OsmSharp;
using OsmSharp.Streams;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Objects;

/// <summary>OsmSharp's objects as a source, in the order in which they come.</summary>
/// <remarks>
/// An extract reads its source several times, so the objects must be there each time; a stream of OsmSharp that can start over does.
/// Text is kept but for halves of surrogate pairs, locations to 1e-7 degrees, times to the second.
/// </remarks>
/// <param name="objects">The objects. Each has an id, and a node that is not deleted a location.</param>
public sealed class OsmGeoSource(IEnumerable<OsmGeo> objects) : IOsmSource
{
    private bool _wasRead;

    /// <inheritdoc/>
    public long? LengthInBytes => null;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The objects are a stream that cannot start over, and were read before.</exception>
    public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        if (_wasRead && objects is OsmStreamSource stream)
        {
            if (!stream.CanReset)
            {
                throw new InvalidOperationException("The stream of objects cannot start over; put them into a list or a file first.");
            }

            stream.Reset();
        }

        _wasRead = true;
        var blocks = new OsmGeoBlocks(kinds, block =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            visit(block);
        });
        foreach (var item in objects)
        {
            blocks.Add(item ?? throw new OsmFormatException("an object is null"));
        }

        blocks.Flush();
    }
}
