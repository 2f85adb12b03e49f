using System.Text.Json;
using System.Text.Json.Nodes;
using OsmTasking.Core.Jobs;
using OsmTasking.Hosting.Exports;

namespace ReferenceApi.RawData;

/// <summary>Jobs: how far they are, calling them off, and what the queues hold.</summary>
public static class TaskRoutes
{
    private static readonly Dictionary<string, JobQueueName> Queues = new(StringComparer.Ordinal)
    {
        ["raw_daemon"] = JobQueueName.Daily,
        ["raw_ondemand"] = JobQueueName.OnDemand,
    };

    public static void Map(RouteGroupBuilder api)
    {
        var tasks = api.MapGroup("/tasks");
        tasks.MapGet("/status/{id}/", StatusAsync);
        tasks.MapMethods("/revoke/{id}/", ["GET", "POST"], RevokeAsync);
        tasks.MapGet("/inspect/", InspectAsync);
        tasks.MapGet("/ping/", PingAsync);
        tasks.MapMethods("/purge/", ["GET", "POST"], PurgeAsync);
        tasks.MapGet("/queue/", QueuesAsync);
        tasks.MapGet("/queue/details/{queue}/", QueueAsync);
    }

    private static async Task<IResult> StatusAsync(string id, string? only_args, HttpContext context, IJobStore jobs)
    {
        var onlyArgs = Flag("only_args", only_args);
        var job = Guid.TryParse(id, out var known) ? await jobs.FindAsync(known, context.RequestAborted) : null;
        if (job is not null && onlyArgs)
        {
            return Results.Content(job.Payload, "application/json");
        }

        // One that nobody knows reads like one that waits: clients were taught that.
        var answer = new JsonObject { ["id"] = id, ["status"] = StatusOf(job), ["result"] = ResultOf(job, context) };
        if (job is not null)
        {
            answer["progress"] = Math.Round(job.State == JobState.Succeeded ? 1 : job.Progress, 3);
        }

        return Results.Json(answer);
    }

    private static async Task<IResult> RevokeAsync(string id, HttpContext context, IJobStore jobs)
    {
        var caller = await RawDataCaller.OfAsync(context, isRequired: true);
        var job = Guid.TryParse(id, out var known) ? await jobs.FindAsync(known, context.RequestAborted) : null;
        if (!caller.IsStaff && job?.Owner != caller.Owner)
        {
            return Detail.Text(403, "User is not a staff");
        }

        if (job is not null)
        {
            await jobs.CancelAsync(job.Id, context.RequestAborted);
        }

        return Results.Json(new { id });
    }

    private static async Task<IResult> InspectAsync(string? summary, HttpContext context, IJobStore jobs)
    {
        var brief = summary is null || Flag("summary", summary);
        var running = await jobs.ListAsync(new JobQuery([JobState.Running]) { Take = 1000 }, context.RequestAborted);
        var active = new JsonArray();
        foreach (var job in running)
        {
            var entry = new JsonObject { ["id"] = job.Id.ToString("D"), ["task"] = job.Kind, ["time_start"] = job.StartedAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss") };
            if (!brief)
            {
                (entry["progress"], entry["stage"], entry["attempt"]) = (job.Progress, job.Stage, job.Attempt);
            }

            active.Add(new JsonObject { [job.Worker ?? "worker"] = entry });
        }

        return Results.Json(new JsonObject { ["active"] = active });
    }

    private static async Task<IResult> PingAsync(IWorkerRegistry workers, CancellationToken cancellationToken)
    {
        var alive = await workers.ListAsync(cancellationToken);
        return alive.Count == 0 ? Results.Content("null", "application/json") : Results.Json(alive.ToDictionary(worker => worker.Name, _ => new { ok = "pong" }));
    }

    private static async Task<IResult> PurgeAsync(HttpContext context, IJobStore jobs)
    {
        await RawDataCaller.AdminAsync(context);
        var discarded = 0;
        foreach (var queue in Queues.Values)
        {
            discarded += await jobs.PurgeAsync(queue, context.RequestAborted);
        }

        return Results.Json(new Dictionary<string, int> { ["tasks_discarded"] = discarded });
    }

    private static async Task<IResult> QueuesAsync(SnapshotDesk desk, CancellationToken cancellationToken)
    {
        var answer = new JsonObject();
        foreach (var (name, queue) in Queues)
        {
            answer[name] = new JsonObject { ["length"] = await desk.LengthAsync(queue, cancellationToken) };
        }

        return Results.Json(answer);
    }

    private static async Task<IResult> QueueAsync(string queue, string? args, HttpContext context, IJobStore jobs)
    {
        if (!Queues.TryGetValue(queue, out var known))
        {
            return Detail.Text(404, $"Queue '{queue}' not found");
        }

        var withArgs = args is not null && Flag("args", args);
        var waiting = await jobs.ListAsync(new JobQuery([JobState.Queued]) { Queue = known, Take = 1000, WithPayload = withArgs }, context.RequestAborted);
        return Results.Json(new JsonArray([.. waiting.Select((job, index) =>
        {
            var entry = new JsonObject { ["index"] = index, ["id"] = job.Id.ToString("D") };
            if (withArgs)
            {
                entry["args"] = JsonNode.Parse(job.Payload);
            }

            return (JsonNode)entry;
        })]));
    }

    private static string StatusOf(Job? job) => job?.State switch
    {
        JobState.Running => "STARTED",
        JobState.Succeeded => "SUCCESS",
        JobState.Dead => "FAILURE",
        JobState.Cancelled => "REVOKED",
        JobState.Queued when job.Failures > 0 => "RETRY",
        _ => "PENDING",
    };

    // An object on success alone; a text in every other state.
    private static JsonNode ResultOf(Job? job, HttpContext context)
    {
        if (job is not { State: JobState.Succeeded, Result: { } text })
        {
            return JsonValue.Create(job switch
            {
                { State: JobState.Running } => FormattableString.Invariant($"{job.Stage ?? "started"} ({job.Progress:P0})"),
                { State: JobState.Cancelled } => "revoked",
                { Error: { } error } => error,
                _ => "None",
            });
        }

        return job.Kind != ExportJob.KindOfJob ? CustomResult.Absolute(JsonNode.Parse(text)!, context) : SnapshotResult(JsonSerializer.Deserialize<ExportResult>(text)!, context);
    }

    private static JsonObject SnapshotResult(ExportResult result, HttpContext context) => new()
    {
        ["download_url"] = FileRoutes.UrlOf(context, result.Key),
        ["file_name"] = result.FileName,
        ["process_time"] = Words.Duration(result.Seconds),
        ["query_area"] = FormattableString.Invariant($"{Math.Round(result.SquareKilometres, 2)} Sq Km"),
        ["binded_file_size"] = FormattableString.Invariant($"{Math.Round(result.BytesBefore / 1e6, 2)} MB"),
        ["zip_file_size_bytes"] = result.Bytes,
        ["features"] = result.Features,
        ["data_time"] = result.DataTime?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
    };

    internal static bool Flag(string name, string? text) => text?.ToLowerInvariant() switch
    {
        null or "false" or "0" or "no" or "off" => false,
        "true" or "1" or "yes" or "on" => true,
        _ => throw Detail.Refuse("bool_parsing", ["query", name], "Input should be a valid boolean, unable to interpret input"),
    };
}
