using System.Diagnostics;
using System.Diagnostics.Metrics;
using OsmTasking.Core.Jobs;

namespace OsmTasking.Hosting.Workers;

/// <summary>What workers tell OpenTelemetry. Tags are bounded: never a job or an owner.</summary>
internal static class JobDiagnostics
{
    private const string Name = "OsmTasking.Hosting";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        "osm_tasking.job.attempts", unit: "{attempt}", description: "Attempts at jobs, by kind and by how they ended.");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "osm_tasking.job.duration", unit: "s", description: "How long attempts took, by kind.");

    private static readonly Histogram<double> Waits = Meter.CreateHistogram<double>(
        "osm_tasking.job.wait", unit: "s", description: "How long jobs were due before a worker took them, by queue.");

    internal static ActivitySource Source { get; } = new(Name);

    internal static void Record(Job job, string ending, TimeSpan took)
    {
        Attempts.Add(1, new("osm_tasking.job.kind", job.Kind), new("osm_tasking.outcome", ending));
        Durations.Record(took.TotalSeconds, new KeyValuePair<string, object?>("osm_tasking.job.kind", job.Kind));
        if (job is { Attempt: 1, StartedAt: { } started })
        {
            Waits.Record((started - job.CreatedAt).TotalSeconds, new KeyValuePair<string, object?>("osm_tasking.job.queue", job.Queue.ToString()));
        }
    }
}
