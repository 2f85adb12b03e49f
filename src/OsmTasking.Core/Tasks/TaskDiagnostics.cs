using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OsmTasking.Core.Tasks;

/// <summary>What the workflow tells OpenTelemetry. Tags are bounded: never a project, a mapper or a task.</summary>
internal static class TaskDiagnostics
{
    private const string Name = "OsmTasking.Core";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "osm_tasking.task.requests", unit: "{request}", description: "Requests on tasks, by what was asked and what came of it.");

    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "osm_tasking.task.conflicts", unit: "{write}", description: "Writes that another writer forestalled; each was decided anew.");

    internal static ActivitySource Source { get; } = new(Name);

    internal static WorkflowResult Record(TaskCommand command, WorkflowResult result)
    {
        var outcome = result switch
        {
            WorkflowResult.Done { Replayed: true } => "replayed",
            WorkflowResult.Done => "done",
            WorkflowResult.Refused refused => refused.Refusal.Reason.ToString(),
            _ => "unknown",
        };
        Requests.Add(1, new("osm_tasking.command", command.GetType().Name), new("osm_tasking.outcome", outcome));
        Activity.Current?.SetTag("osm_tasking.outcome", outcome);
        return result;
    }

    internal static void RecordConflict() => Conflicts.Add(1);
}
