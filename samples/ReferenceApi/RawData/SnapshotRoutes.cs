using OsmTasking.Core.Jobs;
using OsmTasking.Extraction.Exports;

namespace ReferenceApi.RawData;

/// <summary>Snapshots: queued, or at once for small areas.</summary>
public static class SnapshotRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/snapshot/", QueueAsync).AddEndpointFilter(RateLimits.Filter(isStats: false));
        api.MapPost("/snapshot/plain/", PlainAsync);
    }

    private static async Task<IResult> QueueAsync(HttpContext context, SnapshotDesk desk)
    {
        var caller = await RawDataCaller.OfAsync(context);
        var request = desk.Read(await RawBody.ReadAsync(context.Request));
        desk.Check(request, caller);
        var job = await desk.QueueAsync(request, caller, context.RequestAborted);
        return Results.Json(new Queued(job.Id.ToString("D"), $"/tasks/status/{job.Id:D}/", await desk.LengthAsync(JobQueueName.OnDemand, context.RequestAborted)));
    }

    private static async Task<IResult> PlainAsync(HttpContext context, SnapshotDesk desk, IExportSource source)
    {
        await RawDataCaller.OfAsync(context);
        var request = desk.Read(await RawBody.ReadAsync(context.Request));
        var squareKilometres = request.Area.SquareMetres / 1e6;
        if (squareKilometres > desk.Options.MaxPlainAreaKm2)
        {
            return Detail.Messages(400, FormattableString.Invariant(
                $"Polygon Area {(long)squareKilometres} Sq.KM is higher than Threshold : {(long)desk.Options.MaxPlainAreaKm2} Sq.KM"));
        }

        return new PlainSnapshot(source, request);
    }

    private sealed record Queued(
        [property: System.Text.Json.Serialization.JsonPropertyName("task_id")] string TaskId,
        [property: System.Text.Json.Serialization.JsonPropertyName("track_link")] string TrackLink,
        long Queue);

    /// <summary>Streams GeoJSON as the answer. The first rows are fetched before anything is sent, so that a failing store is told as such.</summary>
    private sealed class PlainSnapshot(IExportSource source, ExportRequest request) : IResult
    {
        public Task ExecuteAsync(HttpContext context) => FeatureAnswer.SendAsync(
            context, new GeoJsonSnapshotFormat(request.Columns), sink => source.ReadAsync(request.Query, ExportArchive.Prepare(request, sink, context.RequestAborted), null, context.RequestAborted));
    }
}
