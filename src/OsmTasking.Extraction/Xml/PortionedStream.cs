namespace OsmTasking.Extraction.Xml;

/// <summary>
/// Lets only so many bytes through from one element to the next, since the XML reader holds a whole element, attributes
/// and all, in memory.
/// </summary>
internal sealed class PortionedStream(Stream inner) : Stream
{
    /// <summary>The longest element, text or comment in bytes; OSM's own longest elements have some 2,000.</summary>
    internal const int Portion = 4 * 1024 * 1024;

    private long _taken;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gets the bytes read so far.</summary>
    internal long Total { get; private set; }

    /// <summary>Begins a new portion: the element before was read.</summary>
    internal void Begin() => _taken = 0;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_taken >= Portion)
        {
            throw new OsmFormatException($"an element, text or comment is longer than {Portion} bytes");
        }

        try
        {
            var read = inner.Read(buffer);
            _taken += read;
            Total += read;
            return read;
        }
        catch (InvalidDataException fault)
        {
            throw new OsmFormatException("not valid gzip data (is the file cut off?)", fault);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
