using OsmTasking.Core.Items;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Checks;

namespace ReferenceApi.ItemChecks;

/// <summary>One run of checks into an item project, as it is told while it goes on. Written by one thread, read by many.</summary>
internal sealed class CheckRun(Guid id, long mapperId, ItemProject project, CheckFile file, IReadOnlySet<CheckKind> checks) : IProgress<ExtractProgress>, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private volatile Standing _now = new("waiting", 0, 0, null);

    internal Guid Id => id;

    internal long MapperId => mapperId;

    internal ItemProject Project => project;

    internal CheckFile File => file;

    internal IReadOnlySet<CheckKind> Checks => checks;

    internal CancellationToken Stopped => _stop.Token;

    internal bool IsOver => _now.State is "done" or "failed" or "stopped";

    public void Report(ExtractProgress value)
    {
        var share = value.BytesToRead is > 0 and var all ? Math.Clamp((double)value.BytesRead / all, 0, 1) : 0;
        _now = new(share < 1 ? "reading" : "comparing", share, value.Rows, null);
    }

    internal void Tell(string state, long found) => _now = new(state, state == "importing" ? 1 : 0, found, null);

    internal void End(string state, string message) => _now = new(state, 0, 0, message);

    internal void Done(CheckSummary summary, ItemImportResult result, long faulty) => _now = new("done", 1, summary.Total, null) { Summary = summary, Result = result, Faulty = faulty };

    internal void Stop() => _stop.Cancel();

    internal object Wire()
    {
        var now = _now;
        return new
        {
            id,
            project = project.Key,
            file = file.Name,
            state = now.State,
            progress = Math.Round(now.Share, 3),
            found = now.Found,
            message = now.Message,
            counts = now.Summary?.Counts.Select(count => new { check = count.Key.Name(), count = count.Value }),
            result = now.Result is not { } result ? null : new { result.Created, result.Changed, result.Unchanged, result.Reopened, result.Missing, now.Faulty },
        };
    }

    public void Dispose() => _stop.Dispose();

    private sealed record Standing(string State, double Share, long Found, string? Message)
    {
        internal CheckSummary? Summary { get; init; }

        internal ItemImportResult? Result { get; init; }

        internal long Faulty { get; init; }
    }
}
