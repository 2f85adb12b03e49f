using System.Text;

namespace OsmTasking.Extraction.Pbf;

/// <summary>What a PBF file says of itself.</summary>
/// <param name="RequiredFeatures">What a reader must know.</param>
/// <param name="OptionalFeatures">What a reader may make use of, such as <c>Sort.Type_then_ID</c>.</param>
public sealed record PbfHeader(IReadOnlyList<string> RequiredFeatures, IReadOnlyList<string> OptionalFeatures)
{
    private static readonly string[] Known = ["OsmSchema-V0.6", "DenseNodes", "HistoricalInformation", "LocationsOnWays"];

    /// <summary>Gets west, south, east and north in degrees, if the file says.</summary>
    public (double West, double South, double East, double North)? Bounds { get; private init; }

    /// <summary>Gets the program that wrote the file.</summary>
    public string? WritingProgram { get; private init; }

    /// <summary>Gets the time up to which the data is complete, if the file says.</summary>
    public DateTimeOffset? ReplicationTimestamp { get; private init; }

    /// <summary>Gets the sequence number of the last diff in the data, if the file says.</summary>
    public long? ReplicationSequence { get; private init; }

    /// <summary>Gets where diffs for the data are found, if the file says.</summary>
    public string? ReplicationUrl { get; private init; }

    internal static PbfHeader Decode(ReadOnlySpan<byte> bytes)
    {
        var (required, optional) = (new List<string>(), new List<string>());
        var header = new PbfHeader(required, optional);
        var cursor = new ProtoCursor(bytes);
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    header = header with { Bounds = DecodeBounds(cursor.Bytes(field, wire)) };
                    break;
                case 4:
                    required.Add(Text(cursor.Bytes(field, wire)));
                    break;
                case 5:
                    optional.Add(Text(cursor.Bytes(field, wire)));
                    break;
                case 16:
                    header = header with { WritingProgram = Text(cursor.Bytes(field, wire)) };
                    break;
                case 32:
                    header = header with { ReplicationTimestamp = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp((long)cursor.Varint(field, wire), 0, 253_402_300_799)) };
                    break;
                case 33:
                    header = header with { ReplicationSequence = (long)cursor.Varint(field, wire) };
                    break;
                case 34:
                    header = header with { ReplicationUrl = Text(cursor.Bytes(field, wire)) };
                    break;
                default:
                    cursor.Skip(wire);
                    break;
            }
        }

        var unknown = required.FirstOrDefault(feature => !Known.Contains(feature));
        return unknown is null ? header : throw new OsmFormatException($"the file requires the feature '{unknown}', which is not supported");
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static (double, double, double, double) DecodeBounds(ReadOnlySpan<byte> bytes)
    {
        Span<long> sides = stackalloc long[5];
        var cursor = new ProtoCursor(bytes);
        while (cursor.Next(out var field, out var wire))
        {
            if (field <= 4 && wire == 0)
            {
                sides[field] = cursor.Signed();
            }
            else
            {
                cursor.Skip(wire);
            }
        }

        return (sides[1] / 1e9, sides[4] / 1e9, sides[2] / 1e9, sides[3] / 1e9);
    }
}
