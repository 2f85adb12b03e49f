using System.Collections.Concurrent;
using System.Threading.Channels;

namespace OsmTasking.Hosting.News;

/// <summary>Who listens in this process, each to one project or to all.</summary>
/// <param name="kept">What is kept for a listener that falls behind.</param>
internal sealed class NewsListeners<T>(BoundedChannelOptions kept)
{
    private readonly ConcurrentDictionary<ChannelWriter<T>, long?> _listeners = new();

    /// <summary>Listens until the token fires, which completes the reader.</summary>
    internal ChannelReader<T> Listen(long? projectId, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<T>(kept);
        _listeners[channel.Writer] = projectId;
        cancellationToken.Register(() =>
        {
            _listeners.TryRemove(channel.Writer, out _);
            channel.Writer.TryComplete();
        });
        return channel.Reader;
    }

    /// <summary>Tells all who listen to the project.</summary>
    internal void Tell(long projectId, T news)
    {
        foreach (var (listener, heard) in _listeners)
        {
            if (heard is null || heard == projectId)
            {
                listener.TryWrite(news);
            }
        }
    }
}
