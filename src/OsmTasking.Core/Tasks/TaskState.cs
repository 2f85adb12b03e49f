namespace OsmTasking.Core.Tasks;

/// <summary>How far a task has come. Whether somebody holds it is another matter: see <see cref="MappingTask.Lock"/>.</summary>
/// <remarks>
/// The numbers are those of Tasking Manager, whose 1 and 3 mean "locked"; here a lock lies over a state and never
/// replaces it, so releasing or losing a lock has nothing to restore.
/// </remarks>
public enum TaskState
{
    /// <summary>Waits for a mapper.</summary>
    Ready = 0,

    /// <summary>Mapped, waits for a validator.</summary>
    Mapped = 2,

    /// <summary>Mapped and found good.</summary>
    Validated = 4,

    /// <summary>Mapped and found wanting: waits for a mapper again.</summary>
    Invalidated = 5,

    /// <summary>Cannot be mapped from the imagery there is.</summary>
    BadImagery = 6,

    /// <summary>Was cut into smaller tasks and is kept as their parent. Nothing leads out of this state.</summary>
    Split = 7,
}
