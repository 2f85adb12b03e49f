using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>An .osm.pbf file.</summary>
/// <remarks>
/// Blobs are unpacked and decoded by as many threads as the machine has cores and delivered in file order; the memory in
/// use is bounded by the number of blobs under way, whatever the size of the file.
/// </remarks>
public sealed class PbfFile(string path) : IOsmSource
{
    private static readonly int Lanes = Math.Clamp(Environment.ProcessorCount, 1, 16);

    /// <inheritdoc/>
    public long? LengthInBytes => new FileInfo(path).Length;

    /// <summary>Reads the header.</summary>
    /// <exception cref="OsmFormatException">The file has none, or asks for a feature that is not supported.</exception>
    public PbfHeader ReadHeader()
    {
        using var stream = Open();
        return At(0, () => ReadHeader(stream));
    }

    /// <inheritdoc/>
    public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        using var stream = Open();
        At(0, () => ReadHeader(stream));
        var underway = new Queue<(Task<PbfDecoder> Decoding, long End)>();
        var idle = new Stack<PbfDecoder>();
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var offset = stream.Position;
                var blob = At(offset, () => PbfBlob.ReadNext(stream));
                if (blob is null)
                {
                    break;
                }

                if (blob.Value.Type != "OSMData")
                {
                    continue; // The format says to pass over blobs of unknown types.
                }

                if (underway.Count >= Lanes * 2)
                {
                    Deliver();
                }

                var decoder = idle.Count > 0 ? idle.Pop() : new PbfDecoder();
                underway.Enqueue((Task.Run(() => At(offset, () => decoder.Decode(blob.Value.Bytes, kinds)), CancellationToken.None), stream.Position));
            }

            while (underway.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Deliver();
            }
        }
        finally
        {
            Task.WhenAll(underway.Select(item => item.Decoding)).ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        }

        void Deliver()
        {
            var (decoding, end) = underway.Dequeue();
            var decoder = decoding.GetAwaiter().GetResult();
            visit(decoder.Block);
            progress?.Report(end);
            idle.Push(decoder);
        }
    }

    private FileStream Open() => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);

    private static PbfHeader ReadHeader(Stream stream)
    {
        var blob = PbfBlob.ReadNext(stream) ?? throw new OsmFormatException("the file is empty");
        var buffer = Array.Empty<byte>();
        return blob.Type == "OSMHeader"
            ? PbfHeader.Decode(PbfBlob.Unpack(blob.Bytes, ref buffer))
            : throw new OsmFormatException($"the first blob is '{(blob.Type.Length > 20 ? blob.Type[..20] : blob.Type)}' instead of 'OSMHeader'");
    }

    /// <summary>Adds the place to whatever is wrong with a blob.</summary>
    private T At<T>(long offset, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (OsmFormatException fault)
        {
            throw new OsmFormatException($"{path}, blob at byte {offset}: {fault.Message}", fault.InnerException);
        }
    }
}
