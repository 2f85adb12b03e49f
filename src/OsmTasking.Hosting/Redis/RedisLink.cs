using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace OsmTasking.Hosting.Redis;

/// <summary>The connection to Redis, which may be gone at any moment: nothing here throws, and nothing waits long.</summary>
/// <remarks>
/// After a failure calls are answered with their fallback at once for a second, so that a dead server costs each caller nothing.
/// Only members of the client are used that its versions 1.2.6 and 2.x share.
/// </remarks>
public sealed partial class RedisLink : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _time;
    private readonly ILogger<RedisLink> _logger;
    private readonly ConfigurationOptions _options;
    private readonly Lock _turn = new();
    private Task<ConnectionMultiplexer>? _connection;
    private long _lastFailure;
    private int _failing;

    /// <summary>Names the server; the connection is made in the background at the first use, and again whenever it was lost.</summary>
    /// <param name="configuration">As StackExchange.Redis has it, such as <c>localhost:6379,password=…,ssl=true</c>.</param>
    /// <param name="time">The clock of the pause after a failure.</param>
    /// <param name="logger">Is told when Redis goes and comes back.</param>
    /// <exception cref="ArgumentException">The configuration cannot be read.</exception>
    public RedisLink(string configuration, TimeProvider time, ILogger<RedisLink> logger)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentException.ThrowIfNullOrEmpty(configuration);
        (_time, _logger) = (time, logger);
        _options = ConfigurationOptions.Parse(configuration);
        _options.AbortOnConnectFail = false; // It may come later.
        _options.ConnectTimeout = Math.Min(_options.ConnectTimeout, 3000);
    }

    /// <summary>Gets a value indicating whether calls are worth making now.</summary>
    public bool IsUp => Volatile.Read(ref _failing) == 0 || _time.GetElapsedTime(Volatile.Read(ref _lastFailure)) > Patience;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_connection is { IsCompletedSuccessfully: true } made)
        {
            made.Result.Dispose();
        }
    }

    /// <summary>Calls Redis; the fallback is the answer when it does not answer within a second.</summary>
    internal async ValueTask<T> TryAsync<T>(Func<ConnectionMultiplexer, Task<T>> call, T fallback, CancellationToken cancellationToken)
    {
        if (!IsUp)
        {
            return fallback;
        }

        try
        {
            var connection = await ConnectionAsync().WaitAsync(Patience, _time, cancellationToken).ConfigureAwait(false);
            var answer = await call(connection).WaitAsync(Patience, _time, cancellationToken).ConfigureAwait(false);
            if (Interlocked.Exchange(ref _failing, 0) == 1)
            {
                LogBack(_logger);
            }

            return answer;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            Volatile.Write(ref _lastFailure, _time.GetTimestamp());
            if (Interlocked.Exchange(ref _failing, 1) == 0)
            {
                LogGone(_logger, fault.Message);
            }

            return fallback;
        }
    }

    private Task<ConnectionMultiplexer> ConnectionAsync()
    {
        lock (_turn)
        {
            if (_connection is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _connection = Task.Run(async () => await ConnectionMultiplexer.ConnectAsync(_options).ConfigureAwait(false));
            }

            return _connection;
        }
    }

    [LoggerMessage(3020, LogLevel.Warning, "Redis does not answer ({Reason}): workers ask the store instead, every second or two.")]
    private static partial void LogGone(ILogger logger, string reason);

    [LoggerMessage(3021, LogLevel.Information, "Redis answers again.")]
    private static partial void LogBack(ILogger logger);
}
