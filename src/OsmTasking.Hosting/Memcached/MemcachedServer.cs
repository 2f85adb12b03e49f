using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace OsmTasking.Hosting.Memcached;

/// <summary>One server, and its connections.</summary>
internal sealed class MemcachedServer : IDisposable
{
    private const int UsualPort = 11211;
    private readonly string _host;
    private readonly int _port;
    private readonly MemcachedOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentBag<MetaConnection> _idle = [];
    private readonly SemaphoreSlim _slots;
    private long _failedAt;
    private volatile bool _failing;

    internal MemcachedServer(string server, MemcachedOptions options, TimeProvider time)
    {
        var colon = server.LastIndexOf(':');
        _host = colon < 0 ? server.Trim() : server[..colon].Trim().Trim('[', ']');
        _port = colon < 0 ? UsualPort
            : int.TryParse(server[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port
            : throw new ArgumentException($"'{server}' is not host:port.", nameof(server));
        if (_host.Length == 0)
        {
            throw new ArgumentException($"'{server}' is not host:port.", nameof(server));
        }

        (_options, _time) = (options, time);
        _slots = new SemaphoreSlim(options.Connections);
        Seed = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{_host}:{_port}")));
    }

    internal string Name => $"{_host}:{_port}";

    /// <summary>Gets the number that stands for the server when keys are spread: the same in every process.</summary>
    internal ulong Seed { get; }

    /// <summary>Gets a value indicating whether the server failed and is left alone.</summary>
    internal bool IsPaused => _failing && _time.GetElapsedTime(Volatile.Read(ref _failedAt)) < _options.Pause;

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }

        _slots.Dispose();
    }

    /// <summary>Calls the server; the fallback is the answer when it fails, takes too long, or is left alone.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    internal async ValueTask<T> TryAsync<T>(Func<MetaConnection, CancellationToken, ValueTask<T>> call, T fallback, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (IsPaused)
        {
            return fallback;
        }

        using var patience = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _slots.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return fallback; // Busy, not dead: others hold every connection.
        }

        MetaConnection? connection = null;
        try
        {
            if (!_idle.TryTake(out connection))
            {
                connection = await MetaConnection.OpenAsync(_host, _port, either.Token).ConfigureAwait(false);
            }

            var answer = await call(connection, either.Token).ConfigureAwait(false);
            _idle.Add(connection);
            _failing = false;
            return answer;
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or IOException or InvalidDataException)
        {
            // In the middle of an exchange nobody knows what comes next on the line: it is closed.
            connection?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            Volatile.Write(ref _failedAt, _time.GetTimestamp());
            _failing = true;
            while (_idle.TryTake(out var other))
            {
                other.Dispose(); // They lead to the same place.
            }

            return fallback;
        }
        finally
        {
            _slots.Release();
        }
    }
}
