using System.Text.Json.Nodes;
using NetTopologySuite.Geometries.Prepared;
using OsmTasking.Core.Grids;
using ReferenceApi.Auth;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>Trims a grid that a client made to its area: section 3.2 of the reference. Every cell that holds a part of the area is kept.</summary>
public static class IntersectingTiles
{
    public static void Map(RouteGroupBuilder projects) =>
        projects.MapPost("/actions/intersecting-tiles/", TrimAsync).RequireSignIn();

    private static async Task<IResult> TrimAsync(HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request);
        var clip = body.Flag("clipToAoi");
        var area = ProjectDraft.Area(body.Required("areaOfInterest"));
        var prepared = PreparedGeometryFactory.Prepare(area.Shape);
        var kept = new JsonArray();
        var index = 0;
        foreach (var feature in ProjectDraft.Features(body.Required("grid"), "grid"))
        {
            var cell = ProjectDraft.Shape(feature, $"grid.features[{index++}]");
            if (prepared.Covers(cell))
            {
                kept.Add(JsonNode.Parse(feature.GetRawText()));
            }
            else if (CellCut.Part(area.Shape, cell) is { } part)
            {
                var copy = JsonNode.Parse(feature.GetRawText())!.AsObject();
                if (clip)
                {
                    copy["geometry"] = GeoJsonWire.Node(GeoJsonWire.Multi(part));
                    var properties = copy["properties"] as JsonObject ?? [];
                    properties["isSquare"] = false;
                    if (properties.Parent is null)
                    {
                        copy["properties"] = properties;
                    }
                }

                kept.Add((JsonNode)copy);
            }
        }

        return Results.Json(new JsonObject { ["type"] = "FeatureCollection", ["features"] = kept });
    }
}
