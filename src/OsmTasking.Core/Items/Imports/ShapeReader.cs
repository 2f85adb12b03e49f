using System.Text.Json;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Items.Imports;

/// <summary>Reads any GeoJSON geometry, for its place alone: rings may cross themselves, for that is what checks report.</summary>
internal static class ShapeReader
{
    private const int MostPositions = 100_000;

    internal static Geometry Read(JsonElement geometry)
    {
        var factory = GeoJsonGeometry.Factory;
        var type = geometry.TryGetProperty("type", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        return type switch
        {
            "Point" => factory.CreatePoint(Position(Coordinates(geometry))),
            "MultiPoint" => factory.CreateMultiPointFromCoords(Positions(Coordinates(geometry))),
            "LineString" => factory.CreateLineString(Line(Coordinates(geometry))),
            "MultiLineString" => factory.CreateMultiLineString([.. Parts(Coordinates(geometry)).Select(part => factory.CreateLineString(Line(part)))]),
            "Polygon" => Polygon(Coordinates(geometry)),
            "MultiPolygon" => factory.CreateMultiPolygon([.. Parts(Coordinates(geometry)).Select(Polygon)]),
            "GeometryCollection" when geometry.TryGetProperty("geometries", out var parts) => factory.CreateGeometryCollection([.. Parts(parts).Select(Read)]),
            _ => throw new GeoJsonException("geometry.type", "it is none of GeoJSON's"),
        };
    }

    private static Polygon Polygon(JsonElement rings) =>
        GeoJsonGeometry.Factory.CreatePolygon([.. Ring(Parts(rings).FirstOrDefault())]);

    private static Coordinate[] Ring(JsonElement ring)
    {
        var positions = Positions(ring);
        return positions.Length < 3 ? throw new GeoJsonException("geometry.coordinates", "a ring has fewer than 3 positions")
            : positions[0].Equals2D(positions[^1]) && positions.Length >= 4 ? positions
            : [.. positions, positions[0].Copy()];
    }

    private static Coordinate[] Line(JsonElement line) =>
        Positions(line) is { Length: >= 2 } positions ? positions : throw new GeoJsonException("geometry.coordinates", "a line has fewer than 2 positions");

    private static Coordinate[] Positions(JsonElement list)
    {
        var parts = Parts(list);
        return list.GetArrayLength() > MostPositions ? throw new GeoJsonException("geometry.coordinates", $"there are more than {MostPositions} positions") : [.. parts.Select(Position)];
    }

    private static Coordinate Position(JsonElement position)
    {
        if (position.ValueKind == JsonValueKind.Array && position.GetArrayLength() >= 2 && position[0].ValueKind == JsonValueKind.Number && position[1].ValueKind == JsonValueKind.Number)
        {
            var place = new ItemPin(position[0].GetDouble(), position[1].GetDouble());
            if (place.IsOnGlobe)
            {
                return new Coordinate(place.Longitude, place.Latitude);
            }
        }

        throw new GeoJsonException("geometry.coordinates", "a position is not [longitude, latitude] on the globe");
    }

    private static JsonElement Coordinates(JsonElement geometry) =>
        geometry.TryGetProperty("coordinates", out var coordinates) ? coordinates : throw new GeoJsonException("geometry.coordinates", "it is missing");

    private static JsonElement.ArrayEnumerator Parts(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw new GeoJsonException("geometry.coordinates", "it is not a list");
}
