namespace OsmTasking.Core.Tasks;

/// <summary>A task's address: tasks are numbered from 1 within their project.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Number">The number within the project, from 1.</param>
public readonly record struct TaskId(long ProjectId, int Number)
{
    /// <summary>Returns <c>project/number</c>.</summary>
    public override string ToString() => $"{ProjectId}/{Number}";
}
