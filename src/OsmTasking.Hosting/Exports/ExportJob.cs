using System.Text.Json;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Jobs;
using OsmTasking.Extraction.Exports;
using OsmTasking.Extraction.Formats;
using OsmTasking.Hosting.Workers;

namespace OsmTasking.Hosting.Exports;

/// <summary>Writes exports as jobs: the payload is an <see cref="ExportRequest"/>, the result an <see cref="ExportResult"/>.</summary>
/// <param name="source">The data.</param>
/// <param name="formats">The formats.</param>
/// <param name="storage">Where finished exports go.</param>
/// <param name="jobs">Asked, before the file appears, whether the attempt still holds.</param>
/// <param name="options">How to write.</param>
/// <param name="time">The clock.</param>
public sealed class ExportJob(IExportSource source, ExportFormats formats, ExportStorage storage, IJobStore jobs, IOptions<ExportOptions> options, TimeProvider time) : IJobHandler
{
    /// <summary>The kind of these jobs.</summary>
    public const string KindOfJob = "export";

    /// <inheritdoc/>
    public string Kind => KindOfJob;

    /// <summary>Makes the job for a request. Equal requests on the same data are one job.</summary>
    /// <param name="id">The id it shall have.</param>
    /// <param name="request">The request.</param>
    /// <param name="data">The data as it is now.</param>
    public static NewJob For(Guid id, ExportRequest request, ExportData? data)
    {
        var payload = ExportRequestJson.Write(request);
        return new NewJob(id, KindOfJob, payload) { RequestKey = JobRequestKey.Of(KindOfJob, payload, data?.Version) };
    }

    /// <inheritdoc/>
    public async ValueTask<string> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var request = ExportRequestJson.Read(run.Job.Payload);
        var format = formats.Find(request.Format) ?? throw new JobRefusedException($"The format {request.Format} is not offered any more.");
        var begun = time.GetTimestamp();
        try
        {
            var file = Path.Combine(storage.Begin(run.OutputName), "export");
            var archive = new ExportArchive(source, time) { Compression = options.Value.Compression, ReadmeText = options.Value.ReadmeText };
            run.Tell(0, "extract");
            var outcome = await archive.WriteAsync(request, format, file, new Told(run), cancellationToken).ConfigureAwait(false);
            run.Tell(0.99, "publish");
            cancellationToken.ThrowIfCancellationRequested();
            if (!await jobs.HoldsAsync(run.Job.Ticket, cancellationToken).ConfigureAwait(false))
            {
                throw new OperationCanceledException("Another attempt has the job.");
            }

            var key = KeyOf(request, format, run.Job);
            storage.Publish(file, key);
            return JsonSerializer.Serialize(ExportResult.Of(key, request, outcome, time.GetElapsedTime(begun)));
        }
        catch (FormatLimitException fault)
        {
            throw new JobRefusedException(fault.Message, fault);
        }
        finally
        {
            storage.End(run.OutputName);
        }
    }

    /// <inheritdoc/>
    public ValueTask DiscardAsync(Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        storage.End(job.Ticket.OutputName);
        if (job.Result is { } text)
        {
            // A name that is used again and again may hold the export of another job by now.
            storage.Remove(JsonSerializer.Deserialize<ExportResult>(text)!.Key, job.FinishedAt?.AddSeconds(1));
        }
        else if (job.Payload.Length > 0 && ExportRequestJson.Read(job.Payload) is { Unique: true } request && formats.Find(request.Format) is { } format)
        {
            storage.Remove(KeyOf(request, format, job));
        }

        return ValueTask.CompletedTask;
    }

    private static string KeyOf(ExportRequest request, ExportFormat format, Job job) =>
        ExportStorage.KeyOf(request, request.Zip ? "zip" : format.Ending, job.Id, job.Attempt);

    private sealed class Told(JobRun run) : IProgress<double>
    {
        public void Report(double value) => run.Tell(Math.Min(value, 0.98), "extract");
    }
}
