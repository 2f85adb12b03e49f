using System.Buffers;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Extraction.Passes;

/// <summary>Where a lane puts its features: rows that are made side by side, or a sink that takes them one by one.</summary>
internal abstract class LaneOutput : IFeatureSink
{
    /// <summary>Gets whether features may be made in all lanes at once; otherwise they are made when their turn comes.</summary>
    internal abstract bool SideBySide { get; }

    /// <summary>Gets whether it holds as much as it should, so that it is time to wait for the turn and hand over.</summary>
    internal virtual bool IsFull => false;

    public abstract void Write(in OsmFeature feature);

    /// <summary>Hands over what was written since; called in the order of the source.</summary>
    internal abstract void Commit();
}

/// <summary>Hands features to a sink.</summary>
internal sealed class SinkOutput(IFeatureSink sink) : LaneOutput
{
    internal override bool SideBySide => false;

    public override void Write(in OsmFeature feature) => sink.Write(feature);

    internal override void Commit()
    {
    }
}

/// <summary>Writes rows into a buffer of the lane, and the buffers in order into the stream.</summary>
internal sealed class RowOutput(RowFormat format, RowStream stream) : LaneOutput
{
    private const int Most = 1 << 20;

    private readonly IRowEncoder _encoder = format.CreateEncoder();
    private readonly ArrayBufferWriter<byte> _rows = new(Most + (Most / 8));

    internal override bool SideBySide => true;

    internal override bool IsFull => _rows.WrittenCount >= Most;

    public override void Write(in OsmFeature feature)
    {
        if (_rows.WrittenCount > 0)
        {
            _rows.Write(format.Between.Span);
        }

        _encoder.Encode(feature, _rows);
    }

    internal override void Commit()
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
