using System.Buffers;

namespace OsmTasking.Extraction.Formats;

/// <summary>Writes features that come one by one as rows of a format, in constant memory.</summary>
public sealed class RowWriter : IFeatureWriter
{
    private const int FlushAt = 1 << 16;

    private readonly RowFormat _format;
    private readonly IRowEncoder _encoder;
    private readonly Stream _output;
    private readonly ArrayBufferWriter<byte> _rows = new(FlushAt + 4096);
    private bool _any;

    /// <summary>Starts a file.</summary>
    /// <param name="format">The format.</param>
    /// <param name="output">Where to write; it is left open.</param>
    public RowWriter(RowFormat format, Stream output)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(output);
        (_format, _encoder, _output) = (format, format.CreateEncoder(), output);
        _rows.Write(format.Start.Span);
    }

    /// <inheritdoc/>
    public void Write(in OsmFeature feature)
    {
        if (_any)
        {
            _rows.Write(_format.Between.Span);
        }

        _any = true;
        _encoder.Encode(feature, _rows);
        if (_rows.WrittenCount >= FlushAt)
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        _rows.Write(_format.End.Span);
        Flush();
        _output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Flush()
    {
        _output.Write(_rows.WrittenSpan);
        _rows.ResetWrittenCount();
    }
}
