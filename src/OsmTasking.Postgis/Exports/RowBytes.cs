using System.Buffers.Binary;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Exports;

namespace OsmTasking.Postgis.Exports;

/// <summary>Reads the binary form of <c>row(osm_id, version, changeset, timestamp, tags, geom)</c>.</summary>
/// <remarks>The form: a count of fields, then the type, the length (-1 for null) and the bytes of each; numbers are big-endian. Source: PostgreSQL's record_send.</remarks>
internal static class RowBytes
{
    /// <summary>Fills a row.</summary>
    /// <exception cref="FormatException">The bytes are no such row.</exception>
    internal static void Read(ReadOnlySpan<byte> bytes, OsmKind kind, FeatureRow into)
    {
        if (bytes.Length < 4 || BinaryPrimitives.ReadInt32BigEndian(bytes) != 6)
        {
            throw new FormatException("A row of the database is not in the form that was asked for.");
        }

        var rest = bytes[4..];
        into.Kind = kind;
        into.Id = Field(ref rest) is [_, ..] id ? BinaryPrimitives.ReadInt64BigEndian(id) : 0;
        into.Version = Field(ref rest) is [_, ..] version ? BinaryPrimitives.ReadInt32BigEndian(version) : 0;
        into.Changeset = Field(ref rest) is [_, ..] changeset ? BinaryPrimitives.ReadInt64BigEndian(changeset) : 0;
        into.Timestamp = Field(ref rest) is [_, ..] time ? DatabaseEpoch.UnixSeconds(BinaryPrimitives.ReadInt64BigEndian(time)) : 0;

        // A jsonb begins with the version of its binary form, 1; the text follows.
        var tags = Field(ref rest);
        into.Fill(tags is [1, .. var text] ? text : "{}"u8, Field(ref rest));
    }

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(rest[4..]);
        var field = length < 0 ? default : rest.Slice(8, length);
        rest = rest[(8 + field.Length)..];
        return field;
    }
}
