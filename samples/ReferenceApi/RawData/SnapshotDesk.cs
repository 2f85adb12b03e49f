using System.Text.Json;
using Microsoft.Extensions.Options;
using OsmTasking.Core.Jobs;
using OsmTasking.Extraction.Exports;
using OsmTasking.Hosting.Exports;
using OsmTasking.Hosting.Workers;
using ReferenceApi.Wire;

namespace ReferenceApi.RawData;

/// <summary>Takes requests for exports: what a guest may not is refused in raw-data-api's order, then the job is queued or an equal one found.</summary>
public sealed class SnapshotDesk(
    JobDesk desk, IJobStore jobs, IExportSource source, ExportFormats formats, ExportStorage storage, IOptions<RawDataOptions> options)
{
    public RawDataOptions Options => options.Value;

    public ExportRequest Read(RawBody body) => SnapshotBody.Read(body, formats, Options.JoinQuirk);

    /// <summary>Refuses what only staff may ask for.</summary>
    public void Check(ExportRequest request, RawDataCaller caller)
    {
        if (caller.IsStaff)
        {
            return;
        }

        var squareKilometres = request.Area.SquareMetres / 1e6;
        if (request.FileName.Contains('/', StringComparison.Ordinal))
        {
            throw Refuse(403, "Insufficient Permission to use folder structure exports , Remove / from filename or get access");
        }

        if (squareKilometres > Options.MaxAreaKm2)
        {
            throw Refuse(400, FormattableString.Invariant($"Polygon Area {(long)squareKilometres} Sq.KM is higher than Threshold : {(long)Options.MaxAreaKm2} Sq.KM"));
        }

        if (!request.Unique)
        {
            throw Refuse(403, "Insufficient Permission to have uuid = False");
        }

        if (!request.Zip && squareKilometres > Options.MaxBareAreaKm2)
        {
            throw Refuse(406, FormattableString.Invariant($"Area {(long)squareKilometres} km2 is greater than {(long)Options.MaxBareAreaKm2} km2 which is supported for streaming in this permission"));
        }
    }

    /// <summary>Queues an export, or finds the one that answers it already.</summary>
    /// <returns>The job.</returns>
    public async ValueTask<Job> QueueAsync(ExportRequest request, RawDataCaller caller, CancellationToken cancellationToken)
    {
        var data = await source.DescribeAsync(cancellationToken);
        var job = ExportJob.For(Guid.NewGuid(), request, data) with
        {
            Owner = caller.Owner,
            MaxOpen = caller.IsStaff ? null : caller.Mapper is null ? Options.GuestOpenJobs : Options.UserOpenJobs,
        };
        var answer = await desk.EnqueueAsync(job, cancellationToken);

        // Its file may have been removed by hand; then the work is done anew, as a job that answers nobody else.
        if (answer is EnqueueResult.Joined { Job: { State: JobState.Succeeded } done } && FileOf(done) is null)
        {
            answer = await desk.EnqueueAsync(job with { RequestKey = null }, cancellationToken);
        }

        return answer switch
        {
            EnqueueResult.Accepted(var accepted) => accepted,
            EnqueueResult.Joined(var joined) => joined,
            EnqueueResult.OverQuota over => throw Refuse(429, $"{over.Open} of your exports are waiting or running; {over.Limit} are allowed. Wait for one to end."),
            _ => throw new InvalidOperationException("There is no such answer."),
        };
    }

    /// <summary>Returns how many jobs wait in a queue.</summary>
    public async ValueTask<long> LengthAsync(JobQueueName queue, CancellationToken cancellationToken) =>
        (await jobs.CountAsync(cancellationToken)).Where(count => count.Queue == queue && count.State == JobState.Queued).Sum(count => count.Count);

    private FileInfo? FileOf(Job job) => job.Result is null ? null : storage.Find(JsonSerializer.Deserialize<ExportResult>(job.Result)!.Key);

    private static RefusedException Refuse(int status, string message) => new(Detail.Messages(status, message));
}
