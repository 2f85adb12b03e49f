using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Projects;

/// <summary>How far a project has come: counts of its tasks, and percentages that are exact integer floors.</summary>
/// <remarks>
/// Percentages follow Tasking Manager's definitions (bad imagery leaves the base; validated counts as mapped), without
/// its truncated floats, which make 28 of 29/100.
/// </remarks>
/// <param name="Ready">Tasks that wait for a first mapping.</param>
/// <param name="Mapped">Tasks mapped and not yet validated.</param>
/// <param name="Validated">Tasks validated.</param>
/// <param name="Invalidated">Tasks to be mapped again.</param>
/// <param name="BadImagery">Tasks that cannot be mapped.</param>
public sealed record ProjectProgress(int Ready, int Mapped, int Validated, int Invalidated, int BadImagery)
{
    /// <summary>Gets the number of tasks; split tasks do not count, their children do.</summary>
    public int Total => Ready + Mapped + Validated + Invalidated + BadImagery;

    /// <summary>Gets the share of workable tasks that are mapped or validated, 0 to 100.</summary>
    public int PercentMapped => Percent((long)Mapped + Validated, Total - BadImagery);

    /// <summary>Gets the share of workable tasks that are validated, 0 to 100.</summary>
    public int PercentValidated => Percent(Validated, Total - BadImagery);

    /// <summary>Gets the share of all tasks that have bad imagery, 0 to 100.</summary>
    public int PercentBadImagery => Percent(BadImagery, Total);

    /// <summary>Gets how much of the work of mapping and validating is done, 0 to 100.</summary>
    public int PercentComplete => Percent(Mapped + (2L * Validated), 2L * (Total - BadImagery));

    /// <summary>Counts tasks.</summary>
    public static ProjectProgress Of(IEnumerable<TaskState> states)
    {
        ArgumentNullException.ThrowIfNull(states);
        Span<int> counts = stackalloc int[8];
        foreach (var state in states)
        {
            counts[(int)state]++;
        }

        return Of(counts);
    }

    /// <summary>Makes progress from counts indexed by <see cref="TaskState"/>.</summary>
    public static ProjectProgress Of(ReadOnlySpan<int> countByState) => new(
        countByState[(int)TaskState.Ready],
        countByState[(int)TaskState.Mapped],
        countByState[(int)TaskState.Validated],
        countByState[(int)TaskState.Invalidated],
        countByState[(int)TaskState.BadImagery]);

    private static int Percent(long part, long whole) => whole <= 0 ? 0 : (int)(part * 100 / whole);
}
