using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Npgsql;

namespace OsmTasking.Postgis.RawData;

/// <summary>The rows of one lane for one table, in the form of a binary COPY (numbers are big-endian): a new table gets them when there are enough of them, others when they are complete.</summary>
/// <param name="table">The table.</param>
internal sealed class CopyStream(CopyTable table)
{
    // Npgsql sends three empty messages before each large one, and the server wakes for each.
    private const int SendAt = 256 << 10;

    /// <summary>The size of a buffer, in bytes; one is larger only when a row is.</summary>
    internal const int BufferSize = SendAt + (64 << 10);

    private byte[] _rows = new byte[BufferSize];
    private int _length;
    private long _sent;

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

    /// <summary>Adds a value of type jsonb.</summary>
    /// <param name="json">Its text.</param>
    internal void AddJson(ReadOnlySpan<byte> json)
    {
        var field = Field(1 + json.Length);
        field[0] = 1; // The version of the binary form, which is the text.
        json.CopyTo(field[1..]);
    }

    /// <summary>Adds a value that the caller writes.</summary>
    /// <param name="length">How many bytes, all of which are to be written.</param>
    internal Span<byte> Field(int length)
    {
        var field = Take(4 + length);
        BinaryPrimitives.WriteInt32BigEndian(field, length);
        return field[4..];
    }

    internal void EndRow()
    {
        Rows++;
        if (_length >= SendAt)
        {
            Flush();
        }
    }

    /// <summary>Sends what is there to a new table; for others it is kept.</summary>
    internal void Flush()
    {
        if (table.IsNew && _length > 0)
        {
            _rows = table.Send(_rows, _length, Rows - _sent);
            (_length, _sent) = (0, Rows);
        }
    }

    /// <summary>Copies the rows, which were kept, into a table that is there.</summary>
    internal void CompleteOn(NpgsqlConnection connection)
    {
        if (Rows > 0)
        {
            using var copy = new BinaryCopy(connection, table.Copy);
            copy.Write(_rows.AsSpan(0, _length));
            copy.Complete();
            _length = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int length)
    {
        if (_rows.Length - _length < length)
        {
            Grow(length);
        }

        _length += length;
        return _rows.AsSpan(_length - length, length);
    }

    private void Grow(int length) => Array.Resize(ref _rows, (int)Math.Min(Array.MaxLength, Math.Max((long)_length + length, _rows.Length * 2L)));
}
