namespace OsmTasking.Core.Hosting;

/// <summary>Brings a store's tables up to the version this program needs.</summary>
public interface IStoreSchema
{
    /// <summary>Gets the version this program needs.</summary>
    int Required { get; }

    /// <summary>Returns the version found; 0 for an empty store.</summary>
    ValueTask<int> CurrentAsync(CancellationToken cancellationToken = default);

    /// <summary>Applies what is missing, in order, each in its own transaction. Safe to run on several hosts at once.</summary>
    /// <param name="applied">Receives the name of each migration after it is done.</param>
    /// <param name="cancellationToken">Stops between two migrations.</param>
    ValueTask MigrateAsync(IProgress<string>? applied = null, CancellationToken cancellationToken = default);
}
