namespace OsmTasking.Core.People;

/// <summary>Keeps mappers. The remarks of <see cref="Tasks.ITaskStore"/> hold here too.</summary>
public interface IMapperStore
{
    /// <summary>Returns a mapper, or <see langword="null"/>.</summary>
    ValueTask<Mapper?> FindAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>Returns a mapper by name, case-insensitively, or <see langword="null"/>.</summary>
    ValueTask<Mapper?> FindByNameAsync(string username, CancellationToken cancellationToken = default);

    /// <summary>Returns mappers by id; unknown ids are left out.</summary>
    ValueTask<IReadOnlyDictionary<long, Mapper>> FindManyAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken = default);

    /// <summary>Returns the local mapper of that name and makes one with a new negative id if there is none.</summary>
    /// <remarks>Two calls at once with one name get the same mapper. The first mapper of a store becomes admin.</remarks>
    ValueTask<Mapper> RegisterLocalAsync(string username, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Writes a mapper, new or known by its id.</summary>
    ValueTask SaveAsync(Mapper mapper, CancellationToken cancellationToken = default);
}
