using System.Threading.Channels;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Hosting.News;

/// <summary>Tells whoever listens in this process which tasks changed, here or, with Redis, on any host.</summary>
/// <remarks>A hint: it may come twice, and nothing may depend on its coming. Listeners read the store to learn what is so.</remarks>
public sealed class TaskNews
{
    private const int MostKept = 1024;
    private readonly NewsListeners<OutboxEntry> _listeners = new(new BoundedChannelOptions(MostKept) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Listens until the token fires. A listener that falls behind loses the oldest news.</summary>
    /// <param name="projectId">One project, or <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops listening, and completes the reader.</param>
    public ChannelReader<OutboxEntry> Listen(long? projectId, CancellationToken cancellationToken) => _listeners.Listen(projectId, cancellationToken);

    /// <summary>Tells all who listen to the project.</summary>
    public void Tell(OutboxEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _listeners.Tell(entry.ProjectId, entry);
    }
}

/// <summary>Carries news to other hosts.</summary>
public interface INewsCarrier
{
    /// <summary>Sends news on, if it can; throws nothing for want of a server.</summary>
    ValueTask SendAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken = default);

    /// <summary>Begins to pass on what other hosts send, if that has not begun; throws nothing for want of a server.</summary>
    ValueTask ReceiveAsync(CancellationToken cancellationToken = default);
}
