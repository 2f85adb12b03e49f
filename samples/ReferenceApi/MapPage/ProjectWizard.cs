using System.Text.Json.Nodes;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Projects;
using ReferenceApi.Auth;
using ReferenceApi.TaskingManager;
using ReferenceApi.Wire;

namespace ReferenceApi.MapPage;

/// <summary>The create-project wizard: a grid made by the server, previewed, then published in one step.</summary>
public static class ProjectWizard
{
    /// <summary>A preview of more cells than this is a count only.</summary>
    private const int MostPreviewed = 5000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/grid-preview", PreviewAsync).RequireSignIn();
        api.MapPost("/projects", CreateAsync).RequireSignIn();
    }

    private static async Task<IResult> PreviewAsync(HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request);
        var zoom = Zoom(body);
        var parsed = AreaOfInterest.Parse(body.Required("areaOfInterest").GetRawText());
        if (parsed is AreaResult.Refused refused)
        {
            return Results.Json(new
            {
                count = 0,
                areaSquareMetres = 0.0,
                tasks = (object?)null,
                problems = refused.Findings.Select(finding => new { message = finding.Message, path = finding.Path }),
            });
        }

        var area = parsed.OrThrow();
        try
        {
            var count = TileGrid.Count(area, zoom);
            var features = count > MostPreviewed ? null : new JsonArray([.. TileGrid.Cover(area, zoom, body.Flag("clip")).Select(cell => (JsonNode)new JsonObject
            {
                ["type"] = "Feature",
                ["id"] = cell.Number,
                ["geometry"] = GeoJsonWire.Node(cell.Shape),
                ["properties"] = new JsonObject(),
            })]);
            return Results.Json(new
            {
                count,
                areaSquareMetres = area.SquareMetres,
                tasks = features is null ? null : new JsonObject { ["type"] = "FeatureCollection", ["features"] = features },
                problems = Array.Empty<object>(),
            });
        }
        catch (GridLimitException fault)
        {
            return Results.Json(new { count = 0, areaSquareMetres = area.SquareMetres, tasks = (object?)null, problems = new[] { new { message = fault.Message, path = "zoom" } } });
        }
    }

    private static async Task<IResult> CreateAsync(Desk desk, HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request);
        ProjectWrites.RequireCreator(desk);
        var name = body.Text("name", 200).Trim();
        if (name.Length == 0)
        {
            throw body.Refuse("name", "is empty");
        }

        var area = ProjectDraft.Area(body.Required("areaOfInterest"));
        try
        {
            var cells = TileGrid.Cover(area, Zoom(body), body.Flag("clip"));
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

    private static int Zoom(JsonBody body)
    {
        var zoom = body.Integer("zoom");
        return zoom is >= 0 and <= Tile.DeepestZoom ? zoom : throw body.Refuse("zoom", $"must be 0 to {Tile.DeepestZoom}; it is {zoom}");
    }
}
