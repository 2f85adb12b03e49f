using System.Diagnostics.Metrics;

namespace OsmTasking.Hosting.Caching;

/// <summary>What the cache tells OpenTelemetry. The hit ratio is hits over requests.</summary>
internal static class CacheDiagnostics
{
    internal const string MeterName = "OsmTasking.Hosting";

    internal const string RequestsName = "osm_tasking.cache.requests";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        RequestsName, unit: "{request}", description: "Reads of the cache, by kind of answer and by outcome: hit, miss or damaged.");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "osm_tasking.cache.duration", unit: "s", description: "How long reads of the cache took, by kind of answer and by outcome.");

    internal static void Record(string kind, string outcome, TimeSpan took)
    {
        KeyValuePair<string, object?> which = new("osm_tasking.cache.kind", kind), how = new("osm_tasking.outcome", outcome);
        Requests.Add(1, which, how);
        Durations.Record(took.TotalSeconds, which, how);
    }
}
