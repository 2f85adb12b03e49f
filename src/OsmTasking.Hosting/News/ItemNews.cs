using System.Threading.Channels;

namespace OsmTasking.Hosting.News;

/// <summary>Tells whoever listens in this process in which item projects something changed, here or, with Redis, on any host.</summary>
/// <remarks>A hint: it may come twice, or never. Listeners read the store to learn what is so, and look there now and then without being told.</remarks>
public sealed class ItemNews
{
    private readonly NewsListeners<bool> _listeners = new(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Listens until the token fires: something comes once for any number of changes since it was last taken.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops listening, and completes the reader.</param>
    public ChannelReader<bool> Listen(long projectId, CancellationToken cancellationToken) => _listeners.Listen(projectId, cancellationToken);

    /// <summary>Tells all who listen to a project.</summary>
    public void Tell(long projectId) => _listeners.Tell(projectId, true);
}

/// <summary>Carries news of items to other hosts.</summary>
public interface IItemNewsCarrier
{
    /// <summary>Says that something changed in a project, if it can; waits for nothing and throws nothing for want of a server.</summary>
    void Send(long projectId);

    /// <summary>Begins to pass on what other hosts send, if that has not begun; throws nothing for want of a server.</summary>
    ValueTask ReceiveAsync(CancellationToken cancellationToken = default);
}
