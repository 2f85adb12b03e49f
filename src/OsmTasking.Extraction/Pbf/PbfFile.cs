using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>An .osm.pbf file.</summary>
/// <remarks>
/// Blobs are unpacked and decoded by as many threads as the machine has cores and delivered in file order; the memory in
/// use is bounded by the number of blobs under way, whatever the size of the file. Blobs that hold none of the kinds wanted are not
/// unpacked where that is known: from the start in a file sorted by type, otherwise once it was read.
/// </remarks>
/// <param name="path">The file.</param>
public sealed class PbfFile(string path) : IOsmSource
{
    // From one reading to the next: those of an extract would else leave three sets of large buffers to the garbage collector.
    private readonly ConcurrentBag<PbfBuffers> _spare = [];
    private PbfIndex? _index;

    /// <summary>Gets how many threads decode, 1 to 64. The default is the number of cores.</summary>
    public int Threads { get; init => field = Math.Clamp(value, 1, 64); } = Math.Clamp(Environment.ProcessorCount, 1, 64);

    /// <inheritdoc/>
    public long? LengthInBytes => new FileInfo(path).Length;

    /// <inheritdoc/>
    public long? BytesToRead(OsmKinds kinds) => _index?.BytesToRead(kinds) ?? LengthInBytes;

    /// <summary>Reads the header.</summary>
    /// <exception cref="OsmFormatException">The file has none, or asks for a feature that is not supported.</exception>
    public PbfHeader ReadHeader()
    {
        using var file = Open();
        try
        {
            return PbfIndex.ReadHeader(new PbfBlob(), file, RandomAccess.GetLength(file), out _);
        }
        catch (OsmFormatException fault)
        {
            throw OsmFormatException.InBlob(path, 0, fault);
        }
    }

    /// <inheritdoc/>
    public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        ReadInLanes(kinds, () => new VisitingLane(visit), progress, cancellationToken);
    }

    /// <inheritdoc/>
    public void ReadInLanes(OsmKinds kinds, Func<IBlockLane> createLane, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(createLane);
        using var file = Open();
        _index ??= PbfIndex.Read(path, file);
        new PbfLanes(path, file, _index, _spare, kinds, progress, cancellationToken).Run(Threads, createLane);
    }

    private SafeFileHandle Open() => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);

    /// <summary>Only the decoding is done side by side.</summary>
    private sealed class VisitingLane(Action<OsmBlock> visit) : IBlockLane
    {
        private OsmBlock? _block;

        public void Visit(OsmBlock block, BlockTurn turn) => _block = block;

        public void Commit() => visit(_block!);
    }
}
