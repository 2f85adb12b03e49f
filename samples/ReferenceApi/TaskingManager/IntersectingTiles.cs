using System.Text.Json;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;
using ReferenceApi.Auth;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>Trims a grid that a client made to its area: section 3.2 of the reference. Every cell that holds a part of the area is kept.</summary>
/// <remarks>
/// A cell that is the tile it says it is becomes that cell of <see cref="TileGrid"/>: all at once, and the same bits as every
/// other tile of the project. Other shapes are cut one by one.
/// </remarks>
public static class IntersectingTiles
{
    /// <summary>How far the corners of a client's tile may lie from ours, as a share of its width: clients round the earth otherwise.</summary>
    private const double Rounding = 1e-3;

    public static void Map(RouteGroupBuilder projects) =>
        projects.MapPost("/actions/intersecting-tiles/", TrimAsync).RequireSignIn();

    private static async Task<IResult> TrimAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync(request);
        var clip = body.Flag("clipToAoi");
        var area = ProjectDraft.Area(body.Required("areaOfInterest"));
        var cells = ProjectDraft.Features(body.Required("grid"), "grid").Select((feature, index) => (Feature: feature, Shape: ProjectDraft.Shape(feature, $"grid.features[{index}]"))).ToList();
        var grids = new Grids(area, cells.ConvertAll(cell => TileOf(cell.Feature, cell.Shape)), cancellationToken);
        var kept = new JsonArray();
        for (var index = 0; index < cells.Count; index++)
        {
            var (feature, shape) = cells[index];
            if (grids.Part(index, shape) is not { } part)
            {
                continue;
            }

            var copy = JsonNode.Parse(feature.GetRawText())!.AsObject();
            if (clip && !part.IsWhole)
            {
                copy["geometry"] = GeoJsonWire.Node(GeoJsonWire.Multi(part.Shape));
                var properties = copy["properties"] as JsonObject ?? [];
                properties["isSquare"] = false;
                if (properties.Parent is null)
                {
                    copy["properties"] = properties;
                }
            }

            kept.Add((JsonNode)copy);
        }

        return Results.Json(new JsonObject { ["type"] = "FeatureCollection", ["features"] = kept });
    }

    /// <summary>The tile a feature says it is, if its shape agrees.</summary>
    private static TileKey? TileOf(JsonElement feature, Geometry shape)
    {
        if (!feature.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object
            || Number(properties, "zoom") is not { } zoom || Number(properties, "x") is not { } x || Number(properties, "y") is not { } y
            || zoom is < 0 or > Tile.DeepestZoom || x < 0 || y < 0 || x >= 1 << zoom || y >= 1 << zoom)
        {
            return null;
        }

        var tile = new TileKey(zoom, x, (1 << zoom) - 1 - y);
        var (ours, theirs) = (Tile.Box(tile), shape.EnvelopeInternal);
        var near = ours.Width * Rounding;
        return Math.Abs(ours.MinX - theirs.MinX) < near && Math.Abs(ours.MaxX - theirs.MaxX) < near && Math.Abs(ours.MinY - theirs.MinY) < near && Math.Abs(ours.MaxY - theirs.MaxY) < near
            && shape.Area > ours.Area * (1 - Rounding) ? tile : null;
    }

    private static int? Number(JsonElement properties, string name) =>
        properties.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    /// <summary>The grids of the zooms that a request names, each made once.</summary>
    private sealed class Grids
    {
        private readonly AreaOfInterest _area;
        private readonly IPreparedGeometry _prepared;
        private readonly IReadOnlyList<TileKey?> _tiles;
        private readonly Dictionary<TileKey, TaskOutline> _cells = [];
        private readonly HashSet<int> _zooms = [];

        internal Grids(AreaOfInterest area, IReadOnlyList<TileKey?> tiles, CancellationToken cancellationToken)
        {
            (_area, _tiles, _prepared) = (area, tiles, PreparedGeometryFactory.Prepare(area.Shape));
            var asked = tiles.OfType<TileKey>().ToHashSet();
            foreach (var zoom in asked.Select(tile => tile.Zoom).Distinct())
            {
                try
                {
                    foreach (var cell in TileGrid.Cover(area, zoom, clip: true, cancellationToken).Where(cell => asked.Contains(cell.Tile!.Value)))
                    {
                        _cells[cell.Tile!.Value] = cell;
                    }

                    _zooms.Add(zoom);
                }
                catch (GridLimitException)
                {
                    // A few tiles of a grid too large to be made whole: cut one by one.
                }
            }
        }

        internal (Geometry Shape, bool IsWhole)? Part(int index, Geometry shape)
        {
            if (_tiles[index] is { } tile && _zooms.Contains(tile.Zoom))
            {
                return _cells.TryGetValue(tile, out var cell) ? (cell.Shape, cell.IsSquare) : null;
            }

            return _prepared.Covers(shape) ? (shape, true) : CellCut.Part(_area.Shape, shape) is { } part ? (part, false) : null;
        }
    }
}
