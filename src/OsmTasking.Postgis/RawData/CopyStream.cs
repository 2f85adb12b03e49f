using System.Buffers;
using System.Buffers.Binary;
using Npgsql;

namespace OsmTasking.Postgis.RawData;

/// <summary>A binary COPY: rows are made in a buffer and sent when there is enough of them.</summary>
/// <param name="source">Where it gets a connection of its own from; without it, rows are kept until they are sent on a connection of the caller.</param>
/// <param name="copy">The statement.</param>
/// <remarks>The format: PostgreSQL's documentation of COPY, "Binary Format". Numbers are big-endian.</remarks>
internal sealed class CopyStream(NpgsqlDataSource? source, string copy) : IDisposable
{
    private const int SendAt = 256 << 10;

    private readonly ArrayBufferWriter<byte> _rows = new(SendAt + (64 << 10));
    private NpgsqlConnection? _connection;
    private NpgsqlRawCopyStream? _stream;

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
        if (_rows.WrittenCount >= SendAt && source is not null)
        {
            Send(_connection ??= source.OpenConnection());
        }
    }

    /// <summary>Sends the rest; the rows are then in the table.</summary>
    internal void Complete()
    {
        if (Rows > 0)
        {
            CompleteOn(_connection ??= source!.OpenConnection());
            _connection.Dispose();
            _connection = null;
        }
    }

    /// <summary>The same for rows that were kept.</summary>
    internal void CompleteOn(NpgsqlConnection connection)
    {
        if (Rows > 0)
        {
            BinaryPrimitives.WriteInt16BigEndian(_rows.GetSpan(2), -1);
            _rows.Advance(2);
            Send(connection);
            _stream!.Dispose();
            _stream = null;
        }
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

    private void Send(NpgsqlConnection connection)
    {
        if (_stream is null)
        {
            _stream = connection.BeginRawBinaryCopy(copy);
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
