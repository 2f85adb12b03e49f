using System.Text.Json;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Items.Imports;

/// <summary>Makes an item of a GeoJSON object, or says why there is none. Pure.</summary>
internal static class ItemShape
{
    internal static ItemRow Read(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            return new ItemRow(null, "the row is not a JSON object");
        }

        try
        {
            return row.TryGetProperty("pin", out var pin) ? Body(row, pin)
                : Text(row, "type") == "FeatureCollection" ? Collection(row)
                : Text(row, "type") == "Feature" ? Feature(row)
                : new ItemRow(null, "type is neither Feature nor FeatureCollection, and there is no pin");
        }
        catch (GeoJsonException fault)
        {
            return new ItemRow(null, fault.Message);
        }
        catch (InvalidOperationException)
        {
            return new ItemRow(null, "a text is not valid Unicode");
        }
    }

    /// <summary>Checks what every format has to give.</summary>
    internal static ItemRow Check(string? id, ItemPin pin, string? instructions, string metadata, string? features)
    {
        var key = Key(id);
        return !ItemRules.IsId(key) ? new ItemRow(null, $"the id is missing, longer than {ItemRules.LongestId}, or has other characters than letters, digits and hyphens")
            : !pin.IsOnGlobe ? new ItemRow(null, FormattableString.Invariant($"the pin {pin.Longitude}, {pin.Latitude} is not on the globe"))
            : instructions is not { Length: > 0 and <= ItemRules.LongestInstructions } ? new ItemRow(null, $"instructions must have 1 to {ItemRules.LongestInstructions} characters")
            : instructions.Contains('\0') || metadata.Contains('\0') || metadata.Contains("\\u0000", StringComparison.Ordinal) || features?.Contains("\\u0000", StringComparison.Ordinal) == true
                ? new ItemRow(null, "a text contains a NUL character")
            : metadata.Length > ItemRules.LongestJson || features?.Length > ItemRules.LongestJson ? new ItemRow(null, $"features or metadata are longer than {ItemRules.LongestJson} characters")
            : new ItemRow(new ItemDraft(key!, pin, instructions) { Metadata = metadata, Features = features }, null);
    }

    private static ItemRow Body(JsonElement row, JsonElement pin)
    {
        if (pin.ValueKind != JsonValueKind.Array || pin.GetArrayLength() != 2 || pin.EnumerateArray().Any(part => part.ValueKind != JsonValueKind.Number))
        {
            return new ItemRow(null, "pin is not [longitude, latitude]");
        }

        string? features = null;
        if (row.TryGetProperty("featureCollection", out var collection) && collection.ValueKind != JsonValueKind.Null)
        {
            if (FeatureRules.Check(collection) is [var fault, ..])
            {
                return new ItemRow(null, $"featureCollection: {fault}");
            }

            features = collection.GetRawText();
        }

        return Check(Text(row, "id"), new ItemPin(pin[0].GetDouble(), pin[1].GetDouble()), Text(row, "instructions"), Metadata(row), features);
    }

    private static ItemRow Feature(JsonElement feature)
    {
        var properties = feature.TryGetProperty("properties", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var wrapped = new JsonObject { ["type"] = "FeatureCollection", ["features"] = new JsonArray(JsonNode.Parse(feature.GetRawText())) };
        return Check(
            Text(feature, "id") ?? Text(properties, "id") ?? Text(properties, "@id"), Pin(Geometry(feature)), Say(properties), Metadata(properties), wrapped.ToJsonString());
    }

    private static ItemRow Collection(JsonElement collection)
    {
        if (!collection.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array || features.GetArrayLength() == 0)
        {
            return new ItemRow(null, "features is not a list of at least one feature");
        }

        var shapes = features.EnumerateArray().Select(Geometry).ToArray();
        var properties = features[0].TryGetProperty("properties", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var all = GeoJsonGeometry.Factory.CreateGeometryCollection(shapes);
        return Check(
            Text(collection, "id") ?? Text(features[0], "id") ?? Text(properties, "id"), Pin(shapes.Length == 1 ? shapes[0] : all), Text(collection, "instructions") ?? Say(properties),
            Metadata(collection), collection.GetRawText());
    }

    private static Geometry Geometry(JsonElement feature) =>
        feature.ValueKind == JsonValueKind.Object && feature.TryGetProperty("geometry", out var geometry) && geometry.ValueKind == JsonValueKind.Object
            ? ShapeReader.Read(geometry)
            : throw new GeoJsonException("geometry", "it is missing");

    /// <summary>The pin of a line or area lies on it, not beside it.</summary>
    private static ItemPin Pin(Geometry shape) =>
        shape is Point { IsEmpty: false } point ? new ItemPin(point.X, point.Y)
        : shape.IsEmpty ? throw new GeoJsonException("geometry", "it is empty")
        : shape.InteriorPoint is { IsEmpty: false } inner ? new ItemPin(inner.X, inner.Y)
        : throw new GeoJsonException("geometry", "it has no place");

    private static string? Say(JsonElement properties) =>
        Text(properties, "instructions") ?? Text(properties, "instruction") ?? Text(properties, "string:instructions") ?? Text(properties, "tofix:category") ?? Text(properties, "name");

    private static string Metadata(JsonElement row) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object ? metadata.GetRawText() : "{}";

    /// <summary>OSM's own ids, way/12, are spelt way-12: to-fix knows no slash.</summary>
    private static string? Key(string? id) => id is null ? null : string.Create(id.Length, id, static (key, from) =>
    {
        for (var index = 0; index < key.Length; index++)
        {
            key[index] = from[index] is '/' or ':' or '_' or '.' or ' ' ? '-' : from[index];
        }
    });

    private static string? Text(JsonElement row, string name) =>
        row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Number ? value.GetRawText()
        : null;
}
