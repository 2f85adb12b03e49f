using System.Collections.Concurrent;
using OsmTasking.Core;
using OsmTasking.Core.Items;
using OsmTasking.Core.Items.Imports;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Checks;

namespace ReferenceApi.ItemChecks;

/// <summary>
/// Runs checks in the background of this process, one at a time. First the findings go to a file, then they are imported in one short transaction: nobody who
/// works on items waits for a check. Runs are forgotten when the process ends; then nothing was changed, or all.
/// </summary>
internal sealed partial class CheckRuns(CheckFiles files, IItemStore items, TimeProvider time, IHostApplicationLifetime host, ILogger<CheckRuns> logger) : IDisposable
{
    private const int MostKept = 100;
    private const int MostWaiting = 10;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentDictionary<Guid, CheckRun> _runs = new();
    private readonly ConcurrentQueue<Guid> _order = new();
    private readonly Lock _gate = new();

    /// <summary>Begins a run; <see langword="null"/> when the mapper has one already, or too many wait.</summary>
    internal CheckRun? Start(ItemProject project, long mapperId, CheckFile file, IReadOnlySet<CheckKind> checks)
    {
        CheckRun run;
        lock (_gate)
        {
            var going = _runs.Values.Where(other => !other.IsOver).ToList();
            if (going.Count >= MostWaiting || going.Exists(other => other.MapperId == mapperId))
            {
                return null;
            }

            run = new CheckRun(Guid.NewGuid(), mapperId, project, file, checks);
            _runs[run.Id] = run;
            _order.Enqueue(run.Id);
            while (_order.Count > MostKept && _order.TryDequeue(out var oldest))
            {
                _runs.TryRemove(oldest, out _);
            }
        }

        _ = Task.Run(() => RunAsync(run), CancellationToken.None);
        return run;
    }

    internal CheckRun? Find(Guid id, long mapperId) => _runs.TryGetValue(id, out var run) && run.MapperId == mapperId ? run : null;

    public void Dispose()
    {
        foreach (var run in _runs.Values)
        {
            run.Stop();
        }

        _turn.Dispose();
    }

    private async Task RunAsync(CheckRun run)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(run.Stopped, host.ApplicationStopping);
        var findings = Path.GetTempFileName();
        try
        {
            await _turn.WaitAsync(patience.Token);
            try
            {
                patience.CancelAfter(Longest);
                await WorkAsync(run, findings, patience.Token);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException)
        {
            run.End("stopped", run.Stopped.IsCancellationRequested ? "The run was stopped; nothing was changed." : "The run took too long, or the server is stopping; nothing was changed.");
        }
        catch (OsmFormatException fault)
        {
            run.End("failed", run.File.Plain(fault.Message));
        }
        catch (StoreException fault)
        {
            LogFailed(logger, run.Project.Id, fault);
            run.End("failed", "The store does not answer; nothing was changed. Try again.");
        }
        catch (Exception fault)
        {
            LogFailed(logger, run.Project.Id, fault);
            run.End("failed", "Something went wrong here; it was logged. Nothing was changed.");
        }
        finally
        {
            File.Delete(findings);
            files.Remove(run.File);
        }
    }

    private async Task WorkAsync(CheckRun run, string findings, CancellationToken cancellationToken)
    {
        run.Tell("reading", 0);
        CheckSummary summary;
        await using (var stream = File.Create(findings))
        {
            using var writer = new FindingWriter(stream, collection: false);
            summary = DataChecks.Run(OsmFile.Open(run.File.Path), new CheckOptions { Checks = run.Checks }, writer.Write, run, cancellationToken);
            writer.Complete();
        }

        run.Tell("importing", summary.Total);
        await using var read = File.OpenRead(findings);
        var file = new ItemFile(read, ItemFormat.GeoJsonLines);
        var most = run.Project.Settings.MostItems;
        var import = new ItemImport(run.Project.Id, run.MapperId, time.GetUtcNow()) { Reopen = true, MarkMissing = true, MostItems = most };
        var result = await items.ImportAsync(import, file.ReadAsync(cancellationToken), cancellationToken);
        if (result.TooMany)
        {
            run.End("failed", $"{summary.Total} faults were found; the project may have at most {most} items. Nothing was changed.");
        }
        else
        {
            run.Done(summary, result, file.FaultCount);
        }
    }

    [LoggerMessage(4301, LogLevel.Warning, "A run of checks into item project {ProjectId} failed.")]
    private static partial void LogFailed(ILogger logger, long projectId, Exception fault);
}
