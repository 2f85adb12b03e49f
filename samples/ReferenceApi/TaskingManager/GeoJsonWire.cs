using System.Text.Json;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;

namespace ReferenceApi.TaskingManager;

/// <summary>Geometry on the wire.</summary>
public static class GeoJsonWire
{
    /// <summary>Seven decimals of a degree are OSM's own resolution: about a centimetre.</summary>
    private const int Decimals = 7;

    public static JsonNode Node(Geometry shape)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            GeoJsonGeometry.Write(json, shape, Decimals);
        }

        return JsonNode.Parse(bytes.ToArray())!;
    }

    /// <summary>Tasking Manager's clients expect every area as a MultiPolygon.</summary>
    public static Geometry Multi(Geometry shape) => shape is Polygon polygon ? shape.Factory.CreateMultiPolygon([polygon]) : shape;

    /// <summary>Marks an answer as a file to save.</summary>
    public static void Attach(HttpResponse response, string name) =>
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
}
