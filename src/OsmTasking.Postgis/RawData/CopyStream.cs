using System.Buffers;
using System.Buffers.Binary;
using Npgsql;

namespace OsmTasking.Postgis.RawData;

/// <summary>The rows of one lane for one table, in the form of a binary COPY (numbers are big-endian): a new table gets them when there are enough of them, others when they are complete.</summary>
/// <param name="table">The table.</param>
internal sealed class CopyStream(CopyTable table)
{
    // Npgsql sends three empty messages before each large one, and the server wakes for each.
    private const int SendAt = 512 << 10;

    private readonly ArrayBufferWriter<byte> _rows = new(SendAt + (64 << 10));

    internal bool IsNew => table.IsNew;

    /// <summary>Gets the number of rows so far.</summary>
    internal long Rows { get; private set; }

    internal void StartRow(short fields) => BinaryPrimitives.WriteInt16BigEndian(Take(2), fields);

    internal void Null() => BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);

    internal void Add(int value) => BinaryPrimitives.WriteInt32BigEndian(Field(4), value);

    internal void Add(long value) => BinaryPrimitives.WriteInt64BigEndian(Field(8), value);

    internal void Add(double value) => BinaryPrimitives.WriteDoubleBigEndian(Field(8), value);

    internal void Add(bool value) => Add(value ? "\u0001"u8 : "\0"u8);

    internal void Add(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Field(bytes.Length));

    internal void EndRow()
    {
        Rows++;
        if (_rows.WrittenCount >= SendAt)
        {
            Flush();
        }
    }

    /// <summary>Sends what is there to a new table; for others it is kept.</summary>
    internal void Flush()
    {
        if (table.IsNew && _rows.WrittenCount > 0)
        {
            table.Send(_rows.WrittenSpan);
            _rows.ResetWrittenCount();
        }
    }

    /// <summary>Copies the rows, which were kept, into a table that is there.</summary>
    internal void CompleteOn(NpgsqlConnection connection)
    {
        if (Rows > 0)
        {
            using var copy = new BinaryCopy(connection, table.Copy);
            copy.Write(_rows.WrittenSpan);
            copy.Complete();
            _rows.ResetWrittenCount();
        }
    }

    private Span<byte> Field(int length)
    {
        var field = Take(4 + length);
        BinaryPrimitives.WriteInt32BigEndian(field, length);
        return field[4..];
    }

    private Span<byte> Take(int length)
    {
        var taken = _rows.GetSpan(length)[..length];
        _rows.Advance(length);
        return taken;
    }
}
