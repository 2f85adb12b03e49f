using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using ReferenceApi.Wire;

namespace ReferenceApi.RawData;

/// <summary>A JSON object of a request, its fields named in camelCase or snake_case; what does not fit is refused as raw-data-api words it.</summary>
public readonly struct RawBody
{
    private const int LongestInput = 200;
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 64 };
    private readonly object[] _place;

    private RawBody(JsonElement element, object[] place) => (Element, _place) = (element, place);

    public JsonElement Element { get; }

    public static async ValueTask<RawBody> ReadAsync(HttpRequest request)
    {
        try
        {
            using var bytes = new MemoryStream((int)(request.ContentLength ?? 0));
            await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
            var utf8 = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
            if (!Utf8.IsValid(utf8.Span))
            {
                throw Detail.Refuse("json_invalid", ["body", 0], "JSON decode error");
            }

            using var document = JsonDocument.Parse(utf8, Limits);
            return Of(document.RootElement.Clone(), ["body"]);
        }
        catch (JsonException fault)
        {
            throw Detail.Refuse("json_invalid", ["body", (int)(fault.BytePositionInLine ?? 0)], "JSON decode error");
        }
    }

    /// <summary>Returns a field, or null when it is missing or null.</summary>
    /// <param name="name">Its name in snake_case.</param>
    public JsonElement? Find(string name)
    {
        try
        {
            return (Element.TryGetProperty(name, out var value) || Element.TryGetProperty(Camel(name), out value)) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair in some name: the parser takes it, and only comparing fails.
            throw Detail.Refuse("json_invalid", _place, "JSON decode error: a name holds half of a character");
        }
    }

    public JsonElement Required(string name) => Find(name) ?? throw Detail.Refuse("missing", At(name), "Field required");

    public RawBody? Object(string name) => Find(name) is { } value ? Of(value, At(name)) : null;

    public IReadOnlyList<RawBody> Objects(string name, int most)
    {
        var place = At(name);
        return [.. List(name, most).Select((item, index) => Of(item, [.. place, index]))];
    }

    public string? Text(string name, int longest) => Find(name) is { } value ? TextOf(value, At(name), longest) : null;

    public bool Flag(string name, bool otherwise)
    {
        if (Find(name) is not { } value)
        {
            return otherwise;
        }

        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when value.TryGetInt32(out var number) && number is 0 or 1 => number == 1,
            JsonValueKind.String when Word(value) is "true" or "1" or "yes" or "on" or "y" or "t" => true,
            JsonValueKind.String when Word(value) is "false" or "0" or "no" or "off" or "n" or "f" => false,
            _ => throw Detail.Refuse("bool_parsing", At(name), "Input should be a valid boolean, unable to interpret input", Input(value)),
        };
    }

    public int? Integer(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : value.ValueKind == JsonValueKind.String && int.TryParse(Word(value), out number) ? number
        : throw Detail.Refuse("int_parsing", At(name), "Input should be a valid integer, unable to parse string as an integer", Input(value));

    public long? Long(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : value.ValueKind == JsonValueKind.String && long.TryParse(Word(value), out number) ? number
        : throw Detail.Refuse("int_parsing", At(name), "Input should be a valid integer, unable to parse string as an integer", Input(value));

    /// <summary>Returns a list of texts, or null when it is missing.</summary>
    public IReadOnlyList<string>? Texts(string name, int most, int longest)
    {
        if (Find(name) is null)
        {
            return null;
        }

        var place = At(name);
        return [.. List(name, most).Select((item, index) => TextOf(item, [.. place, index], longest))];
    }

    /// <summary>Returns the fields of a map from text to anything.</summary>
    public IEnumerable<(string Key, RawBody Value)> Members(string name)
    {
        if (Object(name) is not { } map)
        {
            yield break;
        }

        foreach (var member in map.Element.EnumerateObject())
        {
            var key = NameOf(member, map._place);
            yield return (key, new RawBody(member.Value, [.. map._place, key]));
        }
    }

    /// <summary>Returns this value as a list of texts; null is an empty one.</summary>
    public IReadOnlyList<string> AsTexts(int most, int longest)
    {
        if (Element.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        var place = _place;
        return Element.ValueKind != JsonValueKind.Array ? throw Detail.Refuse("list_type", place, "Input should be a valid list", Input(Element))
            : Element.GetArrayLength() > most ? throw Detail.Refuse("too_long", place, $"List should have at most {most} items after validation, not {Element.GetArrayLength()}")
            : [.. Element.EnumerateArray().Select((item, index) => TextOf(item, [.. place, index], longest))];
    }

    /// <summary>Refuses a field for a reason of its own.</summary>
    public RefusedException Refuse(string name, string fault, string type = "value_error") =>
        Detail.Refuse(type, At(name), type == "value_error" ? $"Value error, {fault}" : fault, Find(name) is { } value ? Input(value) : null);

    private static RawBody Of(JsonElement element, object[] place) => element.ValueKind == JsonValueKind.Object
        ? new(element, place)
        : throw Detail.Refuse("model_attributes_type", place, "Input should be a valid dictionary or object to extract fields from", Input(element));

    private JsonElement[] List(string name, int most)
    {
        var value = Required(name);
        return value.ValueKind != JsonValueKind.Array ? throw Detail.Refuse("list_type", At(name), "Input should be a valid list", Input(value))
            : value.GetArrayLength() > most ? throw Detail.Refuse("too_long", At(name), $"List should have at most {most} items after validation, not {value.GetArrayLength()}")
            : [.. value.EnumerateArray()];
    }

    private static string TextOf(JsonElement value, object[] place, int longest)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Detail.Refuse("string_type", place, "Input should be a valid string", Input(value));
        }

        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Detail.Refuse("string_unicode", place, "Input should be a valid string, unable to parse raw data as a unicode string");
        }

        return text.Length > longest ? throw Detail.Refuse("string_too_long", place, $"String should have at most {longest} characters")
            : text.Contains('\0') ? throw Detail.Refuse("value_error", place, "Value error, must not contain U+0000")
            : text;
    }

    private static string NameOf(JsonProperty member, object[] place)
    {
        try
        {
            return member.Name.Contains('\0') ? throw Detail.Refuse("value_error", place, "Value error, a key contains U+0000") : member.Name;
        }
        catch (InvalidOperationException)
        {
            throw Detail.Refuse("json_invalid", place, "JSON decode error: a key holds half of a character");
        }
    }

    // What was sent is told back, as long as it is short and plain.
    private static JsonNode? Input(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.Object or JsonValueKind.Array || value.GetRawText().Length > LongestInput ? null : JsonNode.Parse(value.GetRawText());
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Word(JsonElement value)
    {
        try
        {
            return value.GetString()!.ToLowerInvariant();
        }
        catch (InvalidOperationException)
        {
            return string.Empty;
        }
    }

    private static string Camel(string name)
    {
        var words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private object[] At(string name) => [.. _place, name];
}
