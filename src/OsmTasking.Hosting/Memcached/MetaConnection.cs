using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OsmTasking.Hosting.Memcached;

/// <summary>One connection: a request, then its answer.</summary>
internal sealed class MetaConnection : IDisposable
{
    private const int LongestLine = 2048;
    private static readonly byte[] End = "\r\n"u8.ToArray();
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    private MetaConnection(Socket socket) => _socket = socket;

    public void Dispose() => _socket.Dispose();

    internal static async ValueTask<MetaConnection> OpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            return new MetaConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Reads a value and the number kept with it; null when there is none.</summary>
    internal async ValueTask<(byte[]? Value, int Number)> GetAsync(string key, int largest, CancellationToken cancellationToken)
    {
        await SendAsync($"mg {key} v f\r\n", null, cancellationToken).ConfigureAwait(false);
        var line = await LineAsync(cancellationToken).ConfigureAwait(false);
        if (line == "EN")
        {
            return (null, 0);
        }

        // VA <bytes> f<number>
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["VA", var size, ..] || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > largest)
        {
            throw new InvalidDataException($"memcached answered '{line}'.");
        }

        var number = parts.FirstOrDefault(part => part.StartsWith('f')) is { } flag && int.TryParse(flag.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var kept) ? kept : 0;
        var value = new byte[length];
        await FillAsync(value, cancellationToken).ConfigureAwait(false);
        var end = new byte[2];
        await FillAsync(end, cancellationToken).ConfigureAwait(false);
        return end.AsSpan().SequenceEqual(End) ? (value, number) : throw new InvalidDataException("A value of memcached does not end where it should.");
    }

    /// <summary>Stores a value for some seconds, 0 for as long as there is room.</summary>
    internal async ValueTask<bool> SetAsync(string key, byte[] value, int seconds, int number, CancellationToken cancellationToken)
    {
        await SendAsync(string.Create(CultureInfo.InvariantCulture, $"ms {key} {value.Length} T{seconds} F{number}\r\n"), value, cancellationToken).ConfigureAwait(false);
        return await DoneAsync("HD", "NS", cancellationToken).ConfigureAwait(false);
    }

    internal async ValueTask<bool> TouchAsync(string key, int seconds, CancellationToken cancellationToken)
    {
        await SendAsync(string.Create(CultureInfo.InvariantCulture, $"mg {key} T{seconds}\r\n"), null, cancellationToken).ConfigureAwait(false);
        return await DoneAsync("HD", "EN", cancellationToken).ConfigureAwait(false);
    }

    internal async ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await SendAsync($"md {key}\r\n", null, cancellationToken).ConfigureAwait(false);
        return await DoneAsync("HD", "NF", cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> DoneAsync(string yes, string no, CancellationToken cancellationToken)
    {
        var line = await LineAsync(cancellationToken).ConfigureAwait(false);

        // SERVER_ERROR: no memory, or too large for this server; it has read the value and the line is in step.
        return line == yes || (line == no || line.StartsWith("SERVER_ERROR", StringComparison.Ordinal) ? false : throw new InvalidDataException($"memcached answered '{line}'."));
    }

    private async ValueTask SendAsync(string head, byte[]? value, CancellationToken cancellationToken)
    {
        if (_start != _end)
        {
            throw new InvalidDataException("memcached said more than it was asked.");
        }

        ArraySegment<byte> first = Encoding.ASCII.GetBytes(head);
        var parts = value is null ? [first] : new List<ArraySegment<byte>> { first, value, End };
        foreach (var part in parts)
        {
            for (var sent = 0; sent < part.Count;)
            {
                sent += await _socket.SendAsync(part[sent..], SocketFlags.None, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<string> LineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>(64);
        while (line.Count < LongestLine)
        {
            if (_start == _end)
            {
                await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }

            var letter = _buffer[_start++];
            if (letter == '\n' && line is [.., (byte)'\r'])
            {
                return Encoding.ASCII.GetString([.. line[..^1]]);
            }

            line.Add(letter);
        }

        throw new InvalidDataException($"A line of memcached is longer than {LongestLine} bytes.");
    }

    private async ValueTask FillAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            if (_start == _end)
            {
                await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }

            var count = Math.Min(target.Length, _end - _start);
            _buffer.AsMemory(_start, count).CopyTo(target);
            _start += count;
            target = target[count..];
        }
    }

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        (_start, _end) = (0, await _socket.ReceiveAsync(_buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false));
        if (_end == 0)
        {
            throw new IOException("memcached closed the connection.");
        }
    }
}
