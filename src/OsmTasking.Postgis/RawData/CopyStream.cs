using System.Buffers;
using System.Buffers.Binary;
using Npgsql;

namespace OsmTasking.Postgis.RawData;

/// <summary>A binary COPY on a connection of its own: rows are made in a buffer and sent when there is enough of them.</summary>
/// <remarks>The format: PostgreSQL's documentation of COPY, "Binary Format". Numbers are big-endian.</remarks>
internal sealed class CopyStream(NpgsqlDataSource source, string copy) : IDisposable
{
    private const int SendAt = 256 << 10;

    private readonly ArrayBufferWriter<byte> _rows = new(SendAt + (64 << 10));
    private NpgsqlConnection? _connection;
    private NpgsqlRawCopyStream? _stream;

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

    /// <summary>Adds a field by writing it; its length is put in front of it afterwards.</summary>
    internal void Add<T>(Action<T, ArrayBufferWriter<byte>> write, T state, ArrayBufferWriter<byte> scratch)
    {
        scratch.ResetWrittenCount();
        write(state, scratch);
        Add(scratch.WrittenSpan);
    }

    internal void EndRow()
    {
        if (_rows.WrittenCount >= SendAt)
        {
            Send();
        }
    }

    /// <summary>Sends the rest; the rows are then in the table.</summary>
    internal void Complete()
    {
        if (_rows.WrittenCount == 0 && _stream is null)
        {
            return;
        }

        BinaryPrimitives.WriteInt16BigEndian(_rows.GetSpan(2), -1);
        _rows.Advance(2);
        Send();
        _stream!.Dispose();
        _stream = null;
    }

    public void Dispose()
    {
        if (_stream is { } unfinished)
        {
            unfinished.Cancel();
            unfinished.Dispose();
        }

        _connection?.Dispose();
    }

    private void Send()
    {
        if (_stream is null)
        {
            _connection = source.OpenConnection();
            _stream = _connection.BeginRawBinaryCopy(copy);
            _stream.Write(Signature);
        }

        _stream.Write(_rows.WrittenSpan);
        _rows.ResetWrittenCount();
    }

    private static ReadOnlySpan<byte> Signature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private void Length(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(_rows.GetSpan(4), length);
        _rows.Advance(4);
    }
}
