using Npgsql;

namespace OsmTasking.Postgis.RawData;

/// <summary>One COPY in binary form that is under way; it comes to nothing unless it is completed.</summary>
/// <remarks>The format: PostgreSQL's documentation of COPY, "Binary Format".</remarks>
internal sealed class BinaryCopy : IDisposable
{
    private readonly NpgsqlRawCopyStream _stream;
    private bool _complete;

    internal BinaryCopy(NpgsqlConnection connection, string statement)
    {
        _stream = connection.BeginRawBinaryCopy(statement);
        Write([(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    /// <summary>Sends whole rows.</summary>
    internal void Write(ReadOnlySpan<byte> rows) => _stream.Write(rows);

    internal void Complete()
    {
        Write([0xff, 0xff]);
        _complete = true;
        _stream.Dispose();
    }

    public void Dispose()
    {
        if (_complete)
        {
            return;
        }

        try
        {
            _stream.Cancel();
            _stream.Dispose();
        }
        catch (NpgsqlException)
        {
            // The connection is broken, or the server has given up already: whoever sent the rows has been told why.
        }
    }
}
