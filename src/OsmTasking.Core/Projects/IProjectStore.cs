using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Projects;

/// <summary>Keeps projects. The remarks of <see cref="ITaskStore"/> hold here too.</summary>
public interface IProjectStore
{
    /// <summary>Stores a new project with its tasks, all or nothing.</summary>
    /// <param name="project">The project; its id is ignored.</param>
    /// <param name="tasks">Its tasks, numbered 1 to n. Their project id is ignored.</param>
    /// <param name="once">The caller's Idempotency-Key; a repeated key makes no second project.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The new id, or that of the project made earlier under the same key.</returns>
    ValueTask<long> CreateAsync(Project project, IReadOnlyList<NewTask> tasks, ProjectKey? once = null, CancellationToken cancellationToken = default);

    /// <summary>Returns a project, or <see langword="null"/>.</summary>
    ValueTask<Project?> FindAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>Returns all projects of the given statuses, by descending id.</summary>
    ValueTask<IReadOnlyList<Project>> ListAsync(IReadOnlyList<ProjectStatus> statuses, CancellationToken cancellationToken = default);

    /// <summary>Writes status and settings if the stored version is <c>project.Version - 1</c>.</summary>
    /// <returns><see langword="false"/> when another writer was first or the project is gone.</returns>
    ValueTask<bool> TrySaveAsync(Project project, CancellationToken cancellationToken = default);

    /// <summary>Deletes a project with all that belongs to it.</summary>
    /// <returns><see langword="false"/> when there is none with that id.</returns>
    ValueTask<bool> DeleteAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>Counts the tasks of projects by state, from the tasks themselves. Projects that do not exist are left out.</summary>
    ValueTask<IReadOnlyDictionary<long, ProjectProgress>> ProgressAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken = default);
}

/// <summary>An Idempotency-Key for making a project.</summary>
/// <param name="MapperId">Who asked.</param>
/// <param name="Key">The key, 1 to 200 characters.</param>
public sealed record ProjectKey(long MapperId, string Key);
