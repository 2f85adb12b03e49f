using System.Net;

namespace OsmTasking.Extraction.Changes.Replication;

/// <summary>A feed of change files with sequence numbers, as planet.openstreetmap.org and Geofabrik have them: on a server or in a folder.</summary>
public sealed class ReplicationFeed
{
    private const int MostAttempts = 5;
    private const int MostStateLength = 1 << 16;

    private readonly string _root;
    private readonly HttpClient? _client;

    private ReplicationFeed(string root, HttpClient? client) => (_root, _client) = (root, client);

    /// <summary>Opens a feed; nothing is read yet.</summary>
    /// <param name="root">Where its state.txt is: an http(s) address, or a folder.</param>
    /// <param name="client">Asks the server; not disposed of.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static ReplicationFeed Open(string root, HttpClient client)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentNullException.ThrowIfNull(client);
        var remote = Uri.TryCreate(root, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
        return remote || Directory.Exists(root) ? new(root.TrimEnd('/'), remote ? client : null)
            : throw new DirectoryNotFoundException($"There is no folder {root}, and it is no http address: a feed is where state.txt lies.");
    }

    /// <summary>Reads how far the feed is.</summary>
    /// <exception cref="OsmFormatException">There is none, or it is not a state.txt.</exception>
    /// <exception cref="IOException">The server could not be asked, several times.</exception>
    public async ValueTask<ReplicationState> LatestAsync(CancellationToken cancellationToken = default) =>
        await StateAsync("state.txt", cancellationToken).ConfigureAwait(false) ?? throw new OsmFormatException($"{_root}: there is no state.txt");

    /// <summary>Reads the state of a sequence number.</summary>
    /// <returns><see langword="null"/> when the feed does not have it, or no longer.</returns>
    /// <exception cref="OsmFormatException">It is not a state.txt.</exception>
    /// <exception cref="IOException">The server could not be asked, several times.</exception>
    public ValueTask<ReplicationState?> StateAsync(long sequence, CancellationToken cancellationToken = default) =>
        StateAsync($"{ReplicationState.PathOf(sequence)}.state.txt", cancellationToken);

    /// <summary>Finds the last sequence number whose changes all are at or before a time.</summary>
    /// <param name="time">The time of the data that changes are wanted for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when the feed does not reach back so far.</returns>
    /// <exception cref="OsmFormatException">A state is not a state.txt.</exception>
    /// <exception cref="IOException">The server could not be asked, several times.</exception>
    public async ValueTask<ReplicationState?> FindAsync(DateTimeOffset time, CancellationToken cancellationToken = default)
    {
        var latest = await LatestAsync(cancellationToken).ConfigureAwait(false);
        if (latest.Time <= time)
        {
            return latest;
        }

        // What is gone from the feed lies before all that is there, so it counts as early.
        ReplicationState? found = null;
        for (long low = -1, high = latest.Sequence; high - low > 1;)
        {
            var middle = low + ((high - low) / 2);
            var state = await StateAsync(middle, cancellationToken).ConfigureAwait(false);
            (low, high) = state is null || state.Time <= time ? (middle, high) : (low, middle);
            found = state is not null && state.Time <= time ? state : found;
        }

        return found;
    }

    /// <summary>Reads the changes of a sequence number.</summary>
    /// <param name="sequence">The number.</param>
    /// <param name="visit">As <see cref="OscFile.Read"/> has it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OsmFormatException">The feed does not have it, or it is not a change file.</exception>
    /// <exception cref="IOException">The server could not be asked, several times.</exception>
    public async ValueTask ReadAsync(long sequence, Action<ChangeAction, Blocks.OsmBlock> visit, CancellationToken cancellationToken = default)
    {
        var path = $"{ReplicationState.PathOf(sequence)}.osc.gz";
        var stream = await OpenAsync(path, cancellationToken).ConfigureAwait(false) ?? throw new OsmFormatException($"{_root}: there is no {path}; the feed has a hole, or does not reach back so far");
        await using var disposal = stream.ConfigureAwait(false);
        OscFile.ReadFrom(stream, $"{_root}/{path}", packed: true, visit, cancellationToken: cancellationToken);
    }

    private async ValueTask<ReplicationState?> StateAsync(string path, CancellationToken cancellationToken)
    {
        var stream = await OpenAsync(path, cancellationToken).ConfigureAwait(false);
        if (stream is null)
        {
            return null;
        }

        await using var disposal = stream.ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        var text = new char[MostStateLength];
        var length = await reader.ReadBlockAsync(text, cancellationToken).ConfigureAwait(false);
        return ReplicationState.Parse(new string(text, 0, length), $"{_root}/{path}");
    }

    private async ValueTask<Stream?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (_client is null)
        {
            var file = Path.Combine(_root, path);
            return File.Exists(file) ? File.OpenRead(file) : null;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Into memory: a server that goes away in the middle is asked again, and nothing waits for it within a transaction.
                var response = await _client.GetAsync(new Uri($"{_root}/{path}"), cancellationToken).ConfigureAwait(false);
                using (response)
                {
                    return response.StatusCode == HttpStatusCode.NotFound ? null
                        : new MemoryStream(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == MostAttempts)
                {
                    throw new IOException($"{_root}/{path} could not be read: {fault.Message}", fault);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(250 << attempt), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
