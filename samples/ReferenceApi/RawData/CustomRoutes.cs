using OsmTasking.Core.Jobs;
using OsmTasking.Extraction.Exports;
using OsmTasking.Hosting.Workers;

namespace ReferenceApi.RawData;

/// <summary>Custom exports, for staff.</summary>
public static class CustomRoutes
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/custom/snapshot/", QueueAsync).AddEndpointFilter(RateLimits.Filter(isStats: false));

    private static async Task<IResult> QueueAsync(HttpContext context, IExportSource source, ExportFormats formats, JobDesk desk)
    {
        var caller = await RawDataCaller.StaffAsync(context);
        var body = await RawBody.ReadAsync(context.Request);
        var queue = body.Text("queue", 100) switch
        {
            null or "raw_ondemand" => JobQueueName.OnDemand,
            "raw_daemon" => JobQueueName.Daily,
            _ => throw body.Refuse("queue", "Input should be 'raw_ondemand' or 'raw_daemon'", "enum"),
        };
        var area = await StatsRoutes.AreaAsync(body, source, context.RequestAborted);
        var payload = CustomExportJob.Write(CustomBody.Read(body, area, formats));
        var answer = await desk.EnqueueAsync(new NewJob(Guid.NewGuid(), CustomExportJob.KindOfJob, payload) { Queue = queue, Owner = caller.Owner }, context.RequestAborted);
        var id = answer is EnqueueResult.Accepted(var job) ? job.Id : throw new InvalidOperationException("A job without a key and a quota is always accepted.");
        return Results.Json(new Dictionary<string, string> { ["task_id"] = id.ToString("D"), ["track_link"] = $"/tasks/status/{id:D}/" });
    }
}
