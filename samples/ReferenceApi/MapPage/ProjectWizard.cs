using System.Text.Json.Nodes;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Grids.Balance;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;
using OsmTasking.Extraction.AreaFiles;
using OsmTasking.Extraction.Features;
using ReferenceApi.Auth;
using ReferenceApi.TaskingManager;
using ReferenceApi.Wire;

namespace ReferenceApi.MapPage;

/// <summary>The create-project wizard: a grid made by the server, previewed and changed by hand, then published in one step.</summary>
public static class ProjectWizard
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/areas", AreaAsync).RequireSignIn();
        api.MapPost("/grid-preview", PreviewAsync).RequireSignIn();
        api.MapPost("/projects", CreateAsync).RequireSignIn();
    }

    /// <summary>Reads an area from an uploaded file of any format, so that the browser need not.</summary>
    private static async Task<IResult> AreaAsync(string? name, string? osmObject, HttpRequest request, CancellationToken cancellationToken)
    {
        var limits = new AreaLimits { Wrap = true, Repair = true };
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, cancellationToken);
        var result = AreaFile.IsOsm(name ?? string.Empty)
            ? await OsmAsync(bytes.ToArray(), name!, osmObject, limits, cancellationToken)
            : AreaFile.Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), limits);
        return result is AreaResult.Accepted { Area: var area, Findings: var notes }
            ? Results.Json(new { areaSquareMetres = area.SquareMetres, area = GeoJsonWire.Node(area.Shape), notes = notes.Select(note => note.Message), problems = Array.Empty<object>() })
            : Results.Json(new { areaSquareMetres = 0.0, area = (object?)null, notes = Array.Empty<string>(), problems = Problems(result) });
    }

    private static async Task<AreaResult> OsmAsync(byte[] content, string name, string? osmObject, AreaLimits limits, CancellationToken cancellationToken)
    {
        // The ending alone of what the user calls it; the rest of the path is ours.
        var ending = name.EndsWith(".pbf", StringComparison.OrdinalIgnoreCase) ? ".osm.pbf" : name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? ".osm.gz" : ".osm";
        var path = Path.Combine(Path.GetTempPath(), $"osmtasking-area-{Guid.NewGuid():N}{ending}");
        try
        {
            await File.WriteAllBytesAsync(path, content, cancellationToken);
            return AreaFile.Read(path, osmObject, limits, cancellationToken);
        }
        catch (OsmTasking.Extraction.OsmFormatException fault)
        {
            return new AreaResult.Refused([new AreaFinding("InvalidAreaFile", string.Empty, fault.Message.Replace(path, name, StringComparison.Ordinal))]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<IResult> PreviewAsync(HttpRequest request, IFeatureStore features, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync(request);
        var draft = GridDraft.Of(body);
        var parsed = AreaOfInterest.Parse(body.Required("areaOfInterest").GetRawText());
        if (parsed is not AreaResult.Accepted { Area: var area })
        {
            return Answer(0, null, null, [.. Problems(parsed)]);
        }

        try
        {
            var survey = draft.IsBalanced ? await draft.SurveyAsync(area, features, cancellationToken) : null;
            var cells = draft.Cut(area, survey ?? new WorkSurvey(WorkModel.Buildings), cancellationToken);
            return Answer(area.SquareMetres, cells, cells.Count is 0 or > GridDraft.MostShown ? null : SplitMeasure.Of(area, survey ?? new WorkSurvey(WorkModel.Buildings), cells), []);
        }
        catch (GridLimitException fault)
        {
            return Answer(area.SquareMetres, null, null, [new { message = fault.Message, path = "zoom" }]);
        }
    }

    private static IResult Answer(double squareMetres, IReadOnlyList<TaskOutline>? cells, BalancedTasks? measured, object[] problems) => Results.Json(new
    {
        count = cells?.Count ?? 0,
        areaSquareMetres = squareMetres,
        tasks = measured is null ? null : new JsonObject { ["type"] = "FeatureCollection", ["features"] = new JsonArray([.. measured.Tasks.Select((cell, index) => (JsonNode)Feature(cell, measured.Minutes[index]))]) },
        quality = measured is null ? null : Quality(measured),
        problems,
    });

    private static JsonObject Feature(TaskOutline cell, double minutes) => new JsonObject
    {
        ["type"] = "Feature",
        ["id"] = cell.Number,
        ["geometry"] = GeoJsonWire.Node(cell.Shape),
        ["properties"] = new JsonObject { ["cell"] = cell.Number, ["minutes"] = Math.Round(minutes, 1) },
    };

    private static object Quality(BalancedTasks measured)
    {
        var areas = measured.Tasks.Select(task => SphericalArea.SquareMetres(task.Shape)).Order().ToList();
        return new
        {
            smallestSquareMetres = areas[0],
            medianSquareMetres = areas[areas.Count / 2],
            largestSquareMetres = areas[^1],
            meanMinutes = measured.Minutes.Average(),
            maxToMean = measured.Quality.MaxToMean,
            buildingsCut = measured.Quality.FootprintsCut,
            coveredShare = measured.Quality.CoveredShare,
            compactness = measured.Quality.MeanCompactness,
            borderOnLinesShare = measured.Quality.BorderOnLinesShare,
        };
    }

    private static IEnumerable<object> Problems(AreaResult result) =>
        ((AreaResult.Refused)result).Findings.Select(finding => new { message = finding.Message, path = finding.Path });

    private static async Task<IResult> CreateAsync(Desk desk, HttpRequest request, IFeatureStore features)
    {
        var body = await JsonBody.ReadAsync(request);
        ProjectWrites.RequireCreator(desk);
        var name = body.Text("name", 200).Trim();
        if (name.Length == 0)
        {
            throw body.Refuse("name", "is empty");
        }

        var draft = GridDraft.Of(body);
        var area = ProjectDraft.Area(body.Required("areaOfInterest"));
        try
        {
            var survey = draft.IsBalanced ? await draft.SurveyAsync(area, features, desk.Aborted) : new WorkSurvey(WorkModel.Buildings);
            var cells = draft.Cut(area, survey, desk.Aborted);
            if (cells.Count > 0 && cells[^1].Number != cells.Count)
            {
                cells = [.. cells.Select((cell, index) => cell with { Number = index + 1 })];
            }

            var description = body.OptionalText("description", 100_000) ?? name;
            var text = new ProjectText("en", name, name, description, body.OptionalText("instructions", 100_000) ?? "Map what you see.");
            var project = new Project(0, ProjectStatus.Published, desk.Me.Id, area.Shape, new ProjectSettings { Texts = [text] })
            {
                Created = desk.Now,
                Updated = desk.Now,
            };
            var once = desk.Key() is { } key ? new ProjectKey(desk.Me.Id, key) : null;
            return Results.Json(new { projectId = await desk.Projects.CreateAsync(project, ProjectDraft.Ready(cells, desk.Now), once, desk.Aborted) }, statusCode: 201);
        }
        catch (GridLimitException fault)
        {
            throw body.Refuse("zoom", $"gives too many tasks. {fault.Message}");
        }
    }
}
