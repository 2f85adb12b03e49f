namespace OsmTasking.Extraction.Pbf;

/// <summary>Takes what a blob unpacks to, and no more than it promised.</summary>
internal sealed class UnpackedBlob(byte[] buffer, int promised) : Stream
{
    private int _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > promised - _length)
        {
            throw new OsmFormatException($"a blob that promises {promised} bytes unpacks to more");
        }

        bytes.CopyTo(buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
