using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using OsmTasking.Core.Items;

namespace ReferenceApi.ToFix;

/// <summary>A JSON object as to-fix takes it: no attribute that is not known, and the required ones there.</summary>
internal readonly struct ToFixBody
{
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 64 };
    private readonly JsonElement _body;

    private ToFixBody(JsonElement body) => _body = body;

    internal static async ValueTask<ToFixBody> ReadAsync(HttpRequest request, string[] required, params string[] optional)
    {
        var body = await JsonAsync(request);
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw Say.Bad("The body must be a JSON object");
        }

        foreach (var name in required)
        {
            if (!body.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.False || (value.ValueKind == JsonValueKind.String && value.ValueEquals(""u8)))
            {
                throw Say.Bad($"req.body.{name} is a required body attribute");
            }
        }

        foreach (var property in body.EnumerateObject())
        {
            if (!required.Contains(property.Name, StringComparer.Ordinal) && !optional.Contains(property.Name, StringComparer.Ordinal))
            {
                throw Say.Bad($"Request contains unexpected attribute {property.Name}");
            }
        }

        return new ToFixBody(body);
    }

    internal static async ValueTask<JsonElement> JsonAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        var utf8 = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        try
        {
            using var document = Utf8.IsValid(utf8.Span) ? JsonDocument.Parse(utf8.Length == 0 ? "{}"u8.ToArray() : utf8, Limits) : throw Say.Bad("The body is not UTF-8 text");
            return document.RootElement.Clone();
        }
        catch (JsonException fault)
        {
            throw Say.Bad($"The body is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}");
        }
    }

    /// <summary>Gets the body as it was sent.</summary>
    internal string Raw => _body.GetRawText();

    internal bool Has(string name) => _body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    internal JsonElement this[string name] => _body.GetProperty(name);

    /// <summary>A text, or null when there is none.</summary>
    internal string? Text(string name, int longest, string fault)
    {
        if (!Has(name))
        {
            return null;
        }

        try
        {
            var text = this[name].ValueKind == JsonValueKind.String ? this[name].GetString()! : throw Say.Bad(fault);
            return text.Length > longest ? throw Say.Bad($"{name} has {text.Length} characters; {longest} are the most")
                : text.Contains('\0') ? throw Say.Bad($"{name} contains a NUL character")
                : text;
        }
        catch (InvalidOperationException)
        {
            throw Say.Bad($"{name} is not valid Unicode");
        }
    }

    internal ItemPin? Pin(string fault)
    {
        if (!Has("pin"))
        {
            return null;
        }

        var pin = this["pin"];
        if (pin.ValueKind != JsonValueKind.Array || pin.GetArrayLength() != 2 || pin[0].ValueKind != JsonValueKind.Number || pin[1].ValueKind != JsonValueKind.Number)
        {
            throw Say.Bad(fault);
        }

        var place = new ItemPin(pin[0].GetDouble(), pin[1].GetDouble());
        return place.IsOnGlobe ? place : throw Say.Bad("Invalid Pin: longitude must lie in -180 to 180 and latitude in -90 to 90");
    }

    /// <summary>Metadata merged deeply into what was there, as text; null when none was sent.</summary>
    internal string? Metadata(string before = "{}")
    {
        if (!Has("metadata"))
        {
            return null;
        }

        var given = Node(this["metadata"]) as JsonObject ?? throw Say.Bad("metadata must be an object");
        var merged = (JsonObject)JsonNode.Parse(before)!;
        Merge(merged, given);
        var text = merged.ToJsonString();
        return text.Length <= ItemRules.LongestJson && !text.Contains("\\u0000", StringComparison.Ordinal) ? text : throw Say.Bad("metadata is too long or contains a NUL character");
    }

    internal string? Features()
    {
        if (!Has("featureCollection"))
        {
            return null;
        }

        var collection = this["featureCollection"];
        if (collection.ValueKind != JsonValueKind.Object || !collection.TryGetProperty("features", out _))
        {
            throw Say.Bad("Invalid featureCollection: \"features\" member required");
        }

        if (FeatureRules.Check(collection) is { Count: > 0 } faults)
        {
            throw Say.Bad(faults);
        }

        var text = Node(collection)!.ToJsonString();
        return text.Length <= ItemRules.LongestJson && !text.Contains("\\u0000", StringComparison.Ordinal) ? text : throw Say.Bad("featureCollection is too long or contains a NUL character");
    }

    internal ItemStatus? Status()
    {
        var name = Text("status", 100, "Invalid status");
        return name is null ? null : ItemStatuses.Parse(name) ?? throw Say.Bad($"Invalid status: {name}");
    }

    /// <summary>Whether to lock, to unlock, or neither.</summary>
    internal bool? Lock() => Text("lock", 100, "Invalid lock") switch
    {
        null => null,
        "locked" => true,
        "unlocked" => false,
        var other => throw Say.Bad($"Invalid lock status: {other}"),
    };

    private static JsonNode? Node(JsonElement element)
    {
        try
        {
            return JsonNode.Parse(element.GetRawText()) is { } node ? JsonNode.Parse(node.ToJsonString()) : null; // Writing it finds lone surrogates.
        }
        catch (Exception fault) when (fault is ArgumentException or JsonException or InvalidOperationException)
        {
            throw Say.Bad("The body has a key twice, or is not valid Unicode");
        }
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (name, value) in from)
        {
            if (value is JsonObject inner && into[name] is JsonObject known)
            {
                Merge(known, inner);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }
}
