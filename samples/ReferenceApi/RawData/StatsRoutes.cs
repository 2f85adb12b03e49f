using Microsoft.Extensions.Options;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction.Exports;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;
using ReferenceApi.Wire;

namespace ReferenceApi.RawData;

/// <summary>Counts of buildings and roads in an area, from the data itself; what would need population or guesses of machines is null.</summary>
public static class StatsRoutes
{
    private static readonly TagFilter Building = TagFilter.Key("building");
    private static readonly TagFilter Highway = TagFilter.Key("highway");

    public static void Map(RouteGroupBuilder api) => api.MapPost("/stats/polygon/", StatsAsync).AddEndpointFilter(RateLimits.Filter(isStats: true));

    /// <summary>Returns the area that a body names, by shape or by country.</summary>
    public static async ValueTask<AreaOfInterest> AreaAsync(RawBody body, IExportSource source, CancellationToken cancellationToken)
    {
        var iso3 = body.Text("iso3", 10);
        if ((iso3 is null) == (body.Find("geometry") is null))
        {
            throw body.Refuse("iso3", "give either iso3 or geometry");
        }

        if (iso3 is null)
        {
            return SnapshotBody.ReadArea(body);
        }

        AreaOfInterest? found = null;
        var country = new ExportQuery([new(Shapes.Polygon, TagFilter.All(TagFilter.Tag("boundary", "administrative"), TagFilter.Tag("ISO3166-1:alpha3", iso3.ToUpperInvariant())))]);
        await source.ReadAsync(country, new OsmTasking.Extraction.ObjectSink(one => found ??= AreaOfInterest.Of(one.Geometry, new AreaLimits(int.MaxValue, double.MaxValue)) is AreaResult.Accepted(var area) ? area : null), null, cancellationToken);
        return found ?? throw new RefusedException(Detail.Text(404, $"The data has no boundary of a country {iso3.ToUpperInvariant()}."));
    }

    private static async Task<IResult> StatsAsync(HttpContext context, IExportSource source, IOptions<RawDataOptions> options, TimeProvider time)
    {
        var caller = await RawDataCaller.OfAsync(context);
        var area = await AreaAsync(await RawBody.ReadAsync(context.Request), source, context.RequestAborted);
        if (!caller.IsStaff && area.SquareMetres / 1e6 > options.Value.MaxAreaKm2)
        {
            return Detail.Messages(400, FormattableString.Invariant($"Polygon Area {(long)(area.SquareMetres / 1e6)} Sq.KM is higher than Threshold : {(long)options.Value.MaxAreaKm2} Sq.KM"));
        }

        var sink = new StatsSink(time.GetUtcNow().AddMonths(-6).ToUnixTimeSeconds());
        var query = new ExportQuery([new(Shapes.Line, Highway), new(Shapes.Polygon, TagFilter.Any(Building, Highway))]) { Area = area.Shape, Relation = AreaRelation.Clip };
        await source.ReadAsync(query, sink, null, context.RequestAborted);
        return Results.Json(sink.Answer());
    }
}
