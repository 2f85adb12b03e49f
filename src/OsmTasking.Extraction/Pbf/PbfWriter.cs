using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Writes .osm.pbf: dense nodes, zlib, blobs of at most 8,000 objects of one kind and 16 MiB.</summary>
/// <remarks>
/// Objects are written in the order in which they come, whatever it is; best is nodes, ways, relations, each by ascending id. Blobs are
/// packed by as many threads as the machine has cores, in bounded memory. Small blocks share a blob.
/// </remarks>
public sealed class PbfWriter : IOsmTarget
{
    private const int ObjectsPerBlob = 8000;
    private const int UsualBlob = 16 * 1024 * 1024;

    // Of the 32 MiB of a blob some go to lengths and field numbers.
    private const int LargestObject = PbfBlob.LargestBlob - 1024;

    private readonly OsmHeader _header;
    private readonly PbfBlobWriter _blobs;
    private readonly PbfHeaderWriter _headerWriter;
    private readonly ObjectOrder _order = new();
    private readonly PbfGroup _group = new();
    private readonly bool _canCorrect;
    private bool _ended;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where to; it is left open.</param>
    /// <param name="writingProgram">Named in the header.</param>
    public PbfWriter(Stream stream, string writingProgram = "OsmTasking")
        : this(stream, new OsmHeader { WritingProgram = writingProgram })
    {
    }

    /// <summary>Begins a file.</summary>
    /// <param name="stream">
    /// Where to; it is left open. Where it can seek, the header is completed at the end with what
    /// <paramref name="header"/> leaves open.
    /// </param>
    /// <param name="header">What the file says of itself.</param>
    public PbfWriter(Stream stream, OsmHeader header)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(header);
        _header = header;
        _canCorrect = stream.CanSeek;
        _blobs = new(stream);
        _headerWriter = new(stream, _blobs, header);
    }

    /// <inheritdoc/>
    /// <exception cref="OsmFormatException">
    /// An object takes more than 32 MiB, is deleted in a file without history, or out of order in a sorted one.
    /// </exception>
    public void Write(OsmBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        ObjectDisposedException.ThrowIf(_ended, this);
        try
        {
            WriteAll(block);
        }
        catch
        {
            _ended = true; // The end is not corrected: the file must not look whole.
            throw;
        }
    }

    /// <summary>Ends the blob under way, waits for what is being packed and flushes the stream.</summary>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        Finish();
        _blobs.Flush();
    }

    /// <summary>Writes what is under way, completes the header and flushes the stream.</summary>
    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        Finish();
        _blobs.Flush();
        _headerWriter.Correct(
            sorted: _header.Sorted is null && _order.IsSorted,
            history: _header.History is null && _order.HasHistory);
    }

    private void WriteAll(OsmBlock block)
    {
        _group.Enter(block);
        foreach (ref readonly var node in block.Nodes)
        {
            Begin(block, OsmKind.Node, node.Id, node.Tags, node.Info, 20);
            _group.Add(block, node);
        }

        foreach (ref readonly var way in block.Ways)
        {
            Begin(block, OsmKind.Way, way.Id, way.Tags, way.Info, 10L * way.Refs.Length);
            _group.Add(block, way);
        }

        foreach (ref readonly var relation in block.Relations)
        {
            var roles = 16L * relation.Members.Length;
            foreach (ref readonly var member in block.Members(relation.Members))
            {
                roles += block.Utf8(member.Role).Length;
            }

            Begin(block, OsmKind.Relation, relation.Id, relation.Tags, relation.Info, roles);
            _group.Add(block, relation);
        }
    }

    /// <summary>Makes room for an object, whose size is estimated from above.</summary>
    private void Begin(OsmBlock block, OsmKind kind, long id, OsmSlice tags, in OsmInfo info, long size)
    {
        _order.Take(kind, id, info);
        if (!info.Visible && !(_header.History ?? _canCorrect))
        {
            throw new OsmFormatException($"{OsmFeature.KindName(kind)} {id} is deleted; only a file with history can hold it");
        }

        if (_header.Sorted == true && !_order.IsSorted)
        {
            throw new OsmFormatException($"{OsmFeature.KindName(kind)} {id} is out of order in a file that says it is sorted");
        }

        size += 80 + block.Utf8(info.User).Length;
        foreach (ref readonly var tag in block.Tags(tags))
        {
            size += 20 + block.Utf8(tag.Key).Length + block.Utf8(tag.Value).Length;
        }

        if (_group.Count > 0 && (_group.Kind != kind || _group.Count >= ObjectsPerBlob || _group.Length + size > UsualBlob))
        {
            Finish();
        }

        if (size > LargestObject)
        {
            throw new OsmFormatException($"{OsmFeature.KindName(kind)} {id} is too large for a blob of {PbfBlob.LargestBlob} bytes");
        }
    }

    private void Finish()
    {
        if (_group.Count > 0)
        {
            _blobs.Write("OSMData", _group.Finish());
        }
    }
}
