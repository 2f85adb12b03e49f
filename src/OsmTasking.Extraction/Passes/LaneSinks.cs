using System.Buffers;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Extraction.Passes;

/// <summary>Hands features to a sink.</summary>
internal sealed class SinkOutput(IFeatureSink sink) : LaneSink
{
    public override void Write(in OsmFeature feature) => sink.Write(feature);

    public override void Commit()
    {
    }
}

/// <summary>Writes rows into a buffer of the lane, and the buffers in order into the stream.</summary>
internal sealed class RowOutput(RowFormat format, RowStream stream) : LaneSink
{
    // A part of 1,024 ways gives about half a megabyte of text. What goes beyond this waits for the turn of the part.
    private const int Most = 1 << 20;

    private readonly IRowEncoder _encoder = format.CreateEncoder();
    private readonly ArrayBufferWriter<byte> _rows = new(Most + (Most / 8));

    public override bool IsFull => _rows.WrittenCount >= Most;

    public override void Write(in OsmFeature feature)
    {
        if (_rows.WrittenCount > 0)
        {
            _rows.Write(format.Between.Span);
        }

        _encoder.Encode(feature, _rows);
    }

    public override void Commit()
    {
        stream.Append(_rows.WrittenSpan);
        _rows.ResetWrittenCount();
    }
}

/// <summary>The stream that rows of all lanes go to.</summary>
internal sealed class RowStream(RowFormat format, Stream stream)
{
    private bool _any;

    internal void Start() => stream.Write(format.Start.Span);

    internal void Append(ReadOnlySpan<byte> rows)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        if (_any)
        {
            stream.Write(format.Between.Span);
        }

        stream.Write(rows);
        _any = true;
    }

    internal void End() => stream.Write(format.End.Span);
}
