namespace OsmTasking.Core.Items;

/// <summary>Keeps item projects and the priorities of quadkeys. The remarks of <see cref="Tasks.ITaskStore"/> hold here too.</summary>
public interface IItemProjectStore
{
    /// <summary>Stores a new project.</summary>
    /// <returns>The project with its id, or <see langword="null"/> when the name is taken.</returns>
    ValueTask<ItemProject?> CreateAsync(ItemProject project, CancellationToken cancellationToken = default);

    /// <summary>Returns a project by the id that to-fix clients see, or <see langword="null"/>.</summary>
    ValueTask<ItemProject?> FindAsync(Guid key, CancellationToken cancellationToken = default);

    /// <summary>Returns a project, or <see langword="null"/>.</summary>
    ValueTask<ItemProject?> FindAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>Lists projects by ascending id.</summary>
    ValueTask<IReadOnlyList<ItemProject>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Writes a project if the stored version is <c>project.Version - 1</c>.</summary>
    ValueTask<ItemProjectSave> TrySaveAsync(ItemProject project, CancellationToken cancellationToken = default);

    /// <summary>Returns the priorities of a set, by quadkey.</summary>
    /// <param name="set">The set; <see langword="null"/> for the common one.</param>
    /// <param name="within">Only keys that begin so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyDictionary<string, QuadkeyPriority>> PrioritiesAsync(string? set, string within, CancellationToken cancellationToken = default);

    /// <summary>Sets a priority and reorders the items that lie in the quadkey, of every project that uses the set.</summary>
    ValueTask<QuadkeyPriority> SetPriorityAsync(string? set, string quadkey, double priority, CancellationToken cancellationToken = default);

    /// <summary>Uses one of a mapper's quota up.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="mapperId">The mapper.</param>
    /// <param name="kind">What is counted.</param>
    /// <param name="since">When the span of time began that the quota is for.</param>
    /// <param name="most">The quota, 1 or more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="false"/> when it is used up.</returns>
    ValueTask<bool> TryUseAsync(long projectId, long mapperId, ItemUse kind, DateTimeOffset since, int most, CancellationToken cancellationToken = default);
}

/// <summary>The priority of a quadkey in a set.</summary>
/// <param name="Id">A number of its own.</param>
/// <param name="Quadkey">The key.</param>
/// <param name="Priority">Higher goes out first; items in no such quadkey have 0.</param>
public sealed record QuadkeyPriority(long Id, string Quadkey, double Priority);

/// <summary>What quotas count.</summary>
public enum ItemUse
{
    /// <summary>Items claimed, by the hour.</summary>
    Claims = 0,

    /// <summary>Imports, by the day.</summary>
    Imports = 1,
}

/// <summary>What became of writing an item project.</summary>
public enum ItemProjectSave
{
    /// <summary>It is on disk.</summary>
    Saved,

    /// <summary>Another writer was first.</summary>
    Conflict,

    /// <summary>Another project has the name.</summary>
    NameTaken,
}
