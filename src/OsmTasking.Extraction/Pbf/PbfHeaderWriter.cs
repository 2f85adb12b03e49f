namespace OsmTasking.Extraction.Pbf;

/// <summary>
/// Writes the header. What is only known at the end, whether the objects came sorted and whether there is history among them, gets a
/// field of the same length that no reader knows, to be written over in a stream that can seek.
/// </summary>
internal sealed class PbfHeaderWriter
{
    private const int RequiredFeature = 4;
    private const int OptionalFeature = 5;
    private const int Reserved = 15;
    private readonly Stream _stream;
    private readonly long _sorted;
    private readonly long _history;

    internal PbfHeaderWriter(Stream stream, PbfBlobWriter blobs, OsmHeader header)
    {
        _stream = stream;
        var at = stream.CanSeek ? stream.Position : 0;
        var data = new ProtoWriter();
        if (header.Bounds is { } bounds)
        {
            data.Message(1, Box(bounds));
        }

        data.Text(RequiredFeature, PbfFeatures.Schema);
        data.Text(RequiredFeature, PbfFeatures.DenseNodes);
        var history = Feature(data, RequiredFeature, PbfFeatures.History, header.History);
        var sorted = Feature(data, OptionalFeature, PbfFeatures.Sorted, header.Sorted);
        if (header.WritingProgram is { Length: > 0 } program)
        {
            data.Text(16, program);
        }

        if (header.ReplicationTimestamp is { } time)
        {
            data.Number(32, (ulong)time.ToUnixTimeSeconds());
        }

        if (header.ReplicationSequence is { } sequence)
        {
            data.Number(33, (ulong)sequence);
        }

        if (header.ReplicationUrl is { } url)
        {
            data.Text(34, url);
        }

        var start = at + blobs.WriteRaw("OSMHeader", data.Written);
        (_history, _sorted) = (start + history, start + sorted);
    }

    /// <summary>Adds what turned out at the end.</summary>
    internal void Correct(bool sorted, bool history)
    {
        if (!_stream.CanSeek || (!sorted && !history))
        {
            return;
        }

        var end = _stream.Position;
        if (sorted)
        {
            Overwrite(_sorted, OptionalFeature, PbfFeatures.Sorted);
        }

        if (history)
        {
            Overwrite(_history, RequiredFeature, PbfFeatures.History);
        }

        _stream.Position = end;
    }

    private void Overwrite(long place, int field, string feature)
    {
        var bytes = new ProtoWriter();
        bytes.Text(field, feature);
        _stream.Position = place;
        _stream.Write(bytes.Written);
    }

    private int Feature(ProtoWriter data, int field, string feature, bool? has)
    {
        var place = data.Length;
        if (has == true)
        {
            data.Text(field, feature);
        }
        else if (has is null && _stream.CanSeek)
        {
            data.Bytes(Reserved, new byte[feature.Length]);
        }

        return place;
    }

    private static ProtoWriter Box((double West, double South, double East, double North) bounds)
    {
        var box = new ProtoWriter();
        Side(1, bounds.West, 180);
        Side(2, bounds.East, 180);
        Side(3, bounds.North, 90);
        Side(4, bounds.South, 90);
        return box;

        void Side(int field, double degrees, int most)
        {
            box.Varint((ulong)field << 3);
            box.Signed(Math.Abs(degrees) <= most ? (long)Math.Round(degrees * 1e9)
                : throw new ArgumentOutOfRangeException(nameof(bounds), degrees, $"Bounds lie from -{most} to {most} degrees."));
        }
    }
}
