using System.Diagnostics;

namespace OsmTasking.Core.Tasks;

/// <summary>The names by which states are known in the field: those of Tasking Manager.</summary>
public static class WireNames
{
    /// <summary>Returns the name of a state, such as <c>READY</c> or <c>BADIMAGERY</c>.</summary>
    public static string WireName(this TaskState state) => state switch
    {
        TaskState.Ready => "READY",
        TaskState.Mapped => "MAPPED",
        TaskState.Validated => "VALIDATED",
        TaskState.Invalidated => "INVALIDATED",
        TaskState.BadImagery => "BADIMAGERY",
        TaskState.Split => "SPLIT",
        _ => throw new UnreachableException($"State {(int)state} has no name."),
    };

    /// <summary>Returns the name that a task shows at <paramref name="now"/>: <c>LOCKED_FOR_MAPPING</c> and the like while it is held.</summary>
    public static string WireStatus(this MappingTask task, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.LiveLock(now)?.Purpose switch
        {
            LockPurpose.Mapping => "LOCKED_FOR_MAPPING",
            LockPurpose.Validation => "LOCKED_FOR_VALIDATION",
            _ => task.State.WireName(),
        };
    }

    /// <summary>Finds the state of a name; false for names that are none.</summary>
    public static bool TryParse(string? name, out TaskState state)
    {
        foreach (var known in Enum.GetValues<TaskState>())
        {
            if (known.WireName() == name)
            {
                state = known;
                return true;
            }
        }

        state = default;
        return false;
    }
}
