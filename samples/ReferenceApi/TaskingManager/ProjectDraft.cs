using System.Text.Json;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;
using ReferenceApi.Wire;

namespace ReferenceApi.TaskingManager;

/// <summary>Reads areas and task features from request bodies: section 3.3 of the reference.</summary>
public static class ProjectDraft
{
    private static readonly string[] TileProperties = ["zoom", "x", "y"];

    /// <summary>The area of a body, or a refusal with the wire's code for its first fault.</summary>
    public static AreaOfInterest Area(JsonElement element)
    {
        switch (AreaOfInterest.Parse(element.GetRawText()))
        {
            case AreaResult.Accepted accepted:
                return accepted.Area;
            case AreaResult.Refused { Findings: [var first, ..] }:
                var code = first.Code switch
                {
                    "MustBeMultiPolygon" => "MustBeMultiPloygon", // The wire's own spelling.
                    "InvalidGeoJson" => "InvalidMultipolygon",
                    _ => first.Code,
                };
                throw new RefusedException(Errors.Plain(400, code, $" areaOfInterest{(first.Path.Length > 0 ? "." : "")}{first.Path}: {first.Message}"));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The tasks of a grid: features with a MultiPolygon and the properties x, y, zoom and isSquare.</summary>
    public static IReadOnlyList<TaskOutline> GridTasks(JsonElement collection)
    {
        var outlines = new List<TaskOutline>();
        foreach (var feature in Features(collection, "tasks"))
        {
            var place = $"tasks.features[{outlines.Count}]";
            var shape = Shape(feature, place);
            if (!feature.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            {
                throw Refuse("PropertyNotFound", $"{place}.properties is missing");
            }

            var isSquare = Property(properties, "isSquare", place).ValueKind == JsonValueKind.True;
            var tile = Tile(properties, place);
            var square = isSquare && tile is not null;
            outlines.Add(new TaskOutline(outlines.Count + 1, square ? OsmTasking.Core.Grids.Tile.Outline(tile!.Value) : shape, tile, square)
            {
                Properties = properties.TryGetProperty("extra_properties", out var extra) && extra.ValueKind == JsonValueKind.Object ? extra.GetRawText() : null,
            });
        }

        return outlines.Count > 0 ? outlines : throw Refuse("InvalidFeatureCollection", "tasks has no features");
    }

    /// <summary>Tasks that are the features of the area themselves.</summary>
    public static IReadOnlyList<TaskOutline> GivenTasks(JsonElement collection)
    {
        var outlines = new List<TaskOutline>();
        foreach (var feature in Features(collection, "areaOfInterest"))
        {
            var properties = feature.TryGetProperty("properties", out var given) && given.ValueKind == JsonValueKind.Object ? given.GetRawText() : null;
            outlines.Add(new TaskOutline(outlines.Count + 1, Shape(feature, $"areaOfInterest.features[{outlines.Count}]"), null, false) { Properties = properties });
        }

        return outlines;
    }

    public static IReadOnlyList<NewTask> Ready(IReadOnlyList<TaskOutline> outlines, DateTimeOffset now) =>
        [.. outlines.Select(outline => new NewTask(new MappingTask(new TaskId(0, outline.Number), TaskState.Ready) { ChangedAt = now }, outline))];

    internal static IEnumerable<JsonElement> Features(JsonElement collection, string place) =>
        collection.ValueKind != JsonValueKind.Object || !collection.TryGetProperty("type", out var type) || !type.ValueEquals("FeatureCollection")
            ? throw Refuse("MustBeFeatureCollection", $"{place} is not a FeatureCollection")
        : !collection.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array
            ? throw Refuse("InvalidFeatureCollection", $"{place}.features is not a list")
        : features.GetArrayLength() > TileGrid.MostCells
            ? throw Refuse("InvalidFeatureCollection", $"{place} has {features.GetArrayLength()} features; {TileGrid.MostCells} are the most")
        : features.EnumerateArray();

    internal static Geometry Shape(JsonElement feature, string place)
    {
        if (feature.ValueKind != JsonValueKind.Object || !feature.TryGetProperty("type", out var type) || !type.ValueEquals("Feature") ||
            !feature.TryGetProperty("geometry", out var geometry))
        {
            throw Refuse("MustBeFeature", $"{place} is not a Feature with a geometry");
        }

        try
        {
            var shape = GeoJsonGeometry.ReadArea(geometry, $"{place}.geometry");
            return shape.IsValid && !shape.IsEmpty ? shape : throw Refuse("InvalidMultiPolygon", $"{place}.geometry is not valid");
        }
        catch (GeoJsonException fault)
        {
            throw Refuse(fault.Message.Contains("neither Polygon", StringComparison.Ordinal) ? "MustBeMultiPolygon" : "InvalidMultiPolygon", fault.Message);
        }
    }

    private static TileKey? Tile(JsonElement properties, string place)
    {
        var numbers = TileProperties.Select(name => Property(properties, name, place)).ToList();
        if (numbers.Any(number => number.ValueKind == JsonValueKind.Null))
        {
            return null;
        }

        var whole = numbers.Select(number => number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) ? value : -1).ToList();
        var (zoom, x, y) = (whole[0], whole[1], whole[2]);
        if (zoom is < 0 or > OsmTasking.Core.Grids.Tile.DeepestZoom)
        {
            throw Refuse("PropertyNotFound", $"{place}.properties.zoom is not a zoom from 0 to {OsmTasking.Core.Grids.Tile.DeepestZoom}");
        }

        var size = 1 << zoom;
        return x >= 0 && y >= 0 && x < size && y < size
            ? new TileKey(zoom, x, size - 1 - y)
            : throw Refuse("PropertyNotFound", $"{place}.properties: there is no tile {x}, {y} at zoom {zoom}");
    }

    private static JsonElement Property(JsonElement properties, string name, string place) =>
        properties.TryGetProperty(name, out var value) ? value : throw Refuse("PropertyNotFound", $"{place}.properties.{name} is missing");

    private static RefusedException Refuse(string code, string fault) => new(Errors.Plain(400, code, $" {fault}"));
}
