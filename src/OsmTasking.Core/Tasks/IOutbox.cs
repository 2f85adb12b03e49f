namespace OsmTasking.Core.Tasks;

/// <summary>What transitions left to be told: one row each, written in the transition's own transaction.</summary>
/// <remarks>Read, tell, then delete: whoever dies in between tells it again, so listeners may hear a thing twice and never miss it.</remarks>
public interface IOutbox
{
    /// <summary>Reads the oldest entries of all projects.</summary>
    /// <param name="most">How many, at the most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<OutboxEntry>> ReadAsync(int most, CancellationToken cancellationToken = default);

    /// <summary>Deletes entries that have been told. Those that are gone already do not matter.</summary>
    ValueTask DeleteAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken = default);
}

/// <summary>Tasks of a project have changed.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Id">The number of the entry, unique within the project.</param>
/// <param name="Tasks">The numbers of the tasks.</param>
public sealed record OutboxEntry(long ProjectId, long Id, IReadOnlyList<int> Tasks);
