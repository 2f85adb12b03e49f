using System.Text.Json;
using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Areas;

/// <summary>GeoJSON geometries (RFC 7946): longitude then latitude, degrees, EPSG:4326.</summary>
public static class GeoJsonGeometry
{
    /// <summary>The factory of every geometry that OsmTasking makes: double precision, SRID 4326.</summary>
    public static GeometryFactory Factory { get; } = new(new PrecisionModel(), 4326);

    /// <summary>Reads a polygon or multipolygon. Elevations are dropped.</summary>
    /// <param name="element">The geometry object.</param>
    /// <param name="path">Where it stands in its document, for messages.</param>
    /// <exception cref="GeoJsonException">It is not one; the message names the place.</exception>
    public static Geometry ReadArea(JsonElement element, string path = "") => ReadArea(element, path, 180);

    /// <summary>The same with longitudes to some degrees beyond Greenwich.</summary>
    internal static Geometry ReadArea(JsonElement element, string path, double east)
    {
        var type = Type(element, path);
        if (!TryGet(element, "coordinates", path, out var coordinates))
        {
            throw new GeoJsonException(path, "coordinates are missing");
        }

        var place = Join(path, "coordinates");
        return type switch
        {
            "Polygon" => ReadPolygon(coordinates, place, east),
            "MultiPolygon" => Factory.CreateMultiPolygon([.. Items(coordinates, place).Select(item => ReadPolygon(item.Value, item.Place, east))]),
            _ => throw new GeoJsonException(path, $"geometry type {Quote(type)} is neither Polygon nor MultiPolygon"),
        };
    }

    /// <summary>Writes a geometry of any kind.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="geometry">The geometry; its third dimension, if any, is left out.</param>
    /// <param name="decimals">Decimals kept, 0 to 15. Seven are OSM's own resolution, about a centimetre.</param>
    public static void Write(Utf8JsonWriter json, Geometry geometry, int decimals)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(geometry);
        json.WriteStartObject();
        json.WriteString("type", geometry.GeometryType);
        if (geometry is GeometryCollection collection and not (MultiPoint or MultiLineString or MultiPolygon))
        {
            json.WriteStartArray("geometries");
            foreach (var part in collection.Geometries)
            {
                Write(json, part, decimals);
            }
        }
        else
        {
            json.WritePropertyName("coordinates");
            if (geometry is Point { IsEmpty: false } point)
            {
                WritePosition(json, point.X, point.Y, decimals);
                json.WriteEndObject();
                return;
            }

            json.WriteStartArray();
            WriteParts(json, geometry, decimals);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal static string Type(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new GeoJsonException(path, "is not a JSON object");
        }

        if (!TryGet(element, "type", path, out var type) || type.ValueKind != JsonValueKind.String)
        {
            throw new GeoJsonException(path, "type is missing");
        }

        try
        {
            return type.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new GeoJsonException(Join(path, "type"), "is not text: it escapes half a character");
        }
    }

    /// <summary>Looks a property up; of several with one name the last counts.</summary>
    internal static bool TryGet(JsonElement element, string name, string path, out JsonElement value)
    {
        try
        {
            return element.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            throw new GeoJsonException(path, "has a property whose name escapes half a character");
        }
    }

    internal static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    internal static IEnumerable<(JsonElement Value, string Place)> Items(JsonElement list, string path) => list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray().Select((item, index) => (item, $"{path}[{index}]"))
        : throw new GeoJsonException(path, "is not a list");

    internal static string Quote(string text) => text.Length > 40 ? $"'{text[..40]}…'" : $"'{text}'";

    private static Polygon ReadPolygon(JsonElement rings, string path, double east)
    {
        var read = Items(rings, path).Select(item => ReadRing(item.Value, item.Place, east)).ToList();
        return read.Count == 0 ? throw new GeoJsonException(path, "a polygon needs at least one ring") : Factory.CreatePolygon(read[0], [.. read.Skip(1)]);
    }

    private static LinearRing ReadRing(JsonElement positions, string path, double east)
    {
        if (positions.ValueKind != JsonValueKind.Array)
        {
            throw new GeoJsonException(path, "is not a list of positions");
        }

        var places = new List<Coordinate>(positions.GetArrayLength());
        foreach (var position in positions.EnumerateArray())
        {
            places.Add(ReadPosition(position, path, places.Count, east));
        }

        if (places.Count > 0 && !places[0].Equals2D(places[^1]))
        {
            throw new GeoJsonException(path, $"the ring is not closed: it begins at {Text(places[0])} and ends at {Text(places[^1])}");
        }

        return places.Count >= 4 ? Factory.CreateLinearRing([.. places])
            : throw new GeoJsonException(path, $"a ring needs at least 4 positions; it has {places.Count}");
    }

    private static Coordinate ReadPosition(JsonElement position, string path, int index, double east)
    {
        string Place() => $"{path}[{index}]";
        if (position.ValueKind != JsonValueKind.Array || position.GetArrayLength() < 2)
        {
            throw new GeoJsonException(Place(), "is not a position: longitude and latitude");
        }

        var place = new Coordinate(Degrees(position[0]), Degrees(position[1]));
        return !double.IsFinite(place.X) || !double.IsFinite(place.Y) ? throw new GeoJsonException(Place(), "is not a pair of finite numbers")
            : Math.Abs(place.X) > east ? throw new GeoJsonException(Place(), $"longitude {place.X} is outside -{east} to {east}; cut areas that cross the antimeridian in two there")
            : Math.Abs(place.Y) > 90 ? throw new GeoJsonException(Place(), $"latitude {place.Y} is outside -90 to 90; longitude comes first")
            : place;
    }

    private static double Degrees(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var degrees) ? degrees : double.NaN;

    private static string Text(Coordinate place) => $"[{place.X}, {place.Y}]";

    private static void WriteParts(Utf8JsonWriter json, Geometry geometry, int decimals)
    {
        switch (geometry)
        {
            case LineString line:
                for (var index = 0; index < line.NumPoints; index++)
                {
                    WritePosition(json, line.CoordinateSequence.GetX(index), line.CoordinateSequence.GetY(index), decimals);
                }

                break;
            case Polygon { IsEmpty: false } polygon:
                WriteList(json, polygon.ExteriorRing, decimals);
                foreach (var hole in polygon.InteriorRings)
                {
                    WriteList(json, hole, decimals);
                }

                break;
            case MultiPoint points:
                foreach (var point in points.Geometries.Cast<Point>())
                {
                    WritePosition(json, point.X, point.Y, decimals);
                }

                break;
            case GeometryCollection parts:
                foreach (var part in parts.Geometries)
                {
                    WriteList(json, part, decimals);
                }

                break;
        }
    }

    private static void WriteList(Utf8JsonWriter json, Geometry part, int decimals)
    {
        json.WriteStartArray();
        WriteParts(json, part, decimals);
        json.WriteEndArray();
    }

    private static void WritePosition(Utf8JsonWriter json, double x, double y, int decimals)
    {
        json.WriteStartArray();
        json.WriteNumberValue(Math.Round(x, decimals));
        json.WriteNumberValue(Math.Round(y, decimals));
        json.WriteEndArray();
    }
}
