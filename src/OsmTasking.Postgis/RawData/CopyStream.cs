using System.Buffers;
using System.Buffers.Binary;
using Npgsql;

namespace OsmTasking.Postgis.RawData;

/// <summary>The rows of one lane for one table, in the form of a binary COPY (numbers are big-endian): a new table gets them when there are enough of them, others when they are complete.</summary>
/// <param name="table">The table.</param>
internal sealed class CopyStream(CopyTable table)
{
    private const int SendAt = 256 << 10;

    private readonly ArrayBufferWriter<byte> _rows = new(SendAt + (64 << 10));

    /// <summary>Gets the number of rows so far.</summary>
    internal long Rows { get; private set; }

    internal void StartRow(short fields)
    {
        BinaryPrimitives.WriteInt16BigEndian(_rows.GetSpan(2), fields);
        _rows.Advance(2);
    }

    internal void Null() => Length(-1);

    internal void Add(int value)
    {
        Length(4);
        BinaryPrimitives.WriteInt32BigEndian(_rows.GetSpan(4), value);
        _rows.Advance(4);
    }

    internal void Add(long value)
    {
        Length(8);
        BinaryPrimitives.WriteInt64BigEndian(_rows.GetSpan(8), value);
        _rows.Advance(8);
    }

    internal void Add(double value)
    {
        Length(8);
        BinaryPrimitives.WriteDoubleBigEndian(_rows.GetSpan(8), value);
        _rows.Advance(8);
    }

    internal void Add(bool value) => Add(value ? "\u0001"u8 : "\0"u8);

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        Length(bytes.Length);
        _rows.Write(bytes);
    }

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

    private void Length(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(_rows.GetSpan(4), length);
        _rows.Advance(4);
    }
}
