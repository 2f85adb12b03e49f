using OsmTasking.Core.Areas;
using OsmTasking.Core.Items;
using OsmTasking.Core.Items.Imports;

namespace ReferenceApi.ToFix;

/// <summary>Many items in one upload, all or nothing: <c>POST /v1/projects/:p/imports?format=&amp;reopen=&amp;missing=</c>.</summary>
internal static class ItemImportRoutes
{
    internal static void Map(RouteGroupBuilder api) =>
        api.MapPost("/projects/{p}/imports", ImportAsync).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(ToFixApi.LargestImport));

    private static async Task<IResult> ImportAsync(string p, HttpRequest request, ItemDesk desk)
    {
        var project = await desk.ProjectAsync(p, ItemRole.Editor);
        var format = Format(request);
        if (project.Settings.ImportsPerDay > 0 &&
            !await desk.Projects.TryUseAsync(project.Id, desk.Me.Id, ItemUse.Imports, ItemQuota.DayOf(desk.Now), project.Settings.ImportsPerDay, desk.Aborted))
        {
            throw desk.QuotaUsedUp(ItemQuota.DayOf(desk.Now).AddDays(1));
        }

        var import = new ItemImport(project.Id, desk.Me.Id, desk.Now)
        {
            Reopen = request.Query["reopen"] == "true",
            MarkMissing = request.Query["missing"] == "true",
            MostItems = project.Settings.MostItems,
        };
        var file = new ItemFile(request.Body, format);
        ItemImportResult result;
        try
        {
            result = await desk.Items.ImportAsync(import, file.ReadAsync(desk.Aborted), desk.Aborted);
        }
        catch (GeoJsonException fault)
        {
            throw Say.Bad($"The file cannot be read: {fault.Message}");
        }

        return result.TooMany
            ? throw Say.Quota($"The project may have at most {project.Settings.MostItems} items; nothing was imported")
            : Results.Json(new
            {
                rows = file.Rows,
                created = result.Created,
                changed = result.Changed,
                unchanged = result.Unchanged,
                reopened = result.Reopened,
                missing = result.Missing,
                faulty = file.FaultCount,
                faults = file.Faults.Select(fault => new { row = fault.Row, message = fault.Fault }),
            });
    }

    private static ItemFormat Format(HttpRequest request)
    {
        var given = request.Query["format"].ToString();
        var type = (request.ContentType ?? string.Empty).Split(';')[0].Trim();
        return (given.Length > 0 ? given : type) switch
        {
            "geojson" or "json" or "application/geo+json" or "application/json" => ItemFormat.GeoJson,
            "geojsonl" or "ndjson" or "lines" or "application/geo+json-seq" or "application/x-ndjson" or "application/jsonl" => ItemFormat.GeoJsonLines,
            "csv" or "text/csv" => ItemFormat.Csv,
            var other => throw Say.Bad($"Invalid format: {other}; it is geojson, geojsonl or csv"),
        };
    }
}
