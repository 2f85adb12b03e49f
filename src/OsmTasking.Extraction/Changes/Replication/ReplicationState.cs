using System.Globalization;

namespace OsmTasking.Extraction.Changes.Replication;

/// <summary>How far a feed of changes is: the content of a state.txt.</summary>
/// <param name="Sequence">The number of the change file, from 0.</param>
/// <param name="Time">The time up to which changes are in it, UTC.</param>
/// <remarks>The format: https://wiki.openstreetmap.org/wiki/Planet.osm/diffs, a Java properties file.</remarks>
public sealed record ReplicationState(long Sequence, DateTimeOffset Time)
{
    /// <summary>Reads a state.txt.</summary>
    /// <param name="text">Its content.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="OsmFormatException">A line is missing or is not what it should be; the message names it.</exception>
    public static ReplicationState Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        long? sequence = null;
        DateTimeOffset? time = null;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = line.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Trim()) : (line, "");
            if (key == "sequenceNumber")
            {
                sequence = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                    : throw new OsmFormatException($"{name}: sequenceNumber is '{value}', not a number");
            }
            else if (key == "timestamp")
            {
                time = DateTimeOffset.TryParse(value.Replace("\\", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed)
                    ? parsed : throw new OsmFormatException($"{name}: timestamp is '{value}', not a time");
            }
        }

        return new(sequence ?? throw new OsmFormatException($"{name}: there is no line sequenceNumber=…"), time ?? throw new OsmFormatException($"{name}: there is no line timestamp=…"));
    }

    /// <summary>Gets where the files of a sequence number are in a feed, without their endings: 001/234/567.</summary>
    /// <param name="sequence">The number, 0 to 999,999,999.</param>
    public static string PathOf(long sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, 999_999_999);
        return string.Create(CultureInfo.InvariantCulture, $"{sequence / 1_000_000:D3}/{sequence / 1000 % 1000:D3}/{sequence % 1000:D3}");
    }
}
