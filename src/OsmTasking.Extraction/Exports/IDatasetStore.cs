using OsmTasking.Core;

namespace OsmTasking.Extraction.Exports;

/// <summary>Keeps definitions of data sets that are exported again and again, as documents of whoever defines them.</summary>
/// <remarks>Every method throws <see cref="StoreException"/> when the store fails. There are hundreds of them, not millions.</remarks>
public interface IDatasetStore
{
    /// <summary>Keeps a new one.</summary>
    /// <param name="document">A JSON object.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its id.</returns>
    ValueTask<long> AddAsync(string document, CancellationToken cancellationToken = default);

    /// <summary>Returns one, or <see langword="null"/>.</summary>
    ValueTask<Dataset?> FindAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>Returns all of them by id.</summary>
    ValueTask<IReadOnlyList<Dataset>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Replaces one.</summary>
    /// <returns><see langword="false"/> when there is none.</returns>
    ValueTask<bool> ReplaceAsync(Dataset dataset, CancellationToken cancellationToken = default);

    /// <summary>Removes one.</summary>
    /// <returns><see langword="false"/> when there is none.</returns>
    ValueTask<bool> RemoveAsync(long id, CancellationToken cancellationToken = default);
}

/// <summary>A definition of a data set.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Document">A JSON object.</param>
public sealed record Dataset(long Id, string Document);
