using System.Text.Json;
using System.Text.Unicode;

namespace ReferenceApi.Wire;

/// <summary>A JSON object from a request body, read field by field; what does not fit is refused with the field's name.</summary>
public readonly struct JsonBody
{
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 64 };
    private readonly string _place;

    private JsonBody(JsonElement element, string place) => (Element, _place) = (element, place);

    public JsonElement Element { get; }

    /// <param name="request">The request.</param>
    /// <param name="optional">Whether no body at all counts as an empty object.</param>
    public static async ValueTask<JsonBody> ReadAsync(HttpRequest request, bool optional = false)
    {
        if (optional && request.ContentLength is null or 0 && !request.Headers.ContainsKey("Transfer-Encoding"))
        {
            return new JsonBody(JsonDocument.Parse("{}").RootElement, string.Empty);
        }

        try
        {
            using var bytes = new MemoryStream((int)(request.ContentLength ?? 0));
            await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
            var utf8 = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
            using var document = Utf8.IsValid(utf8.Span) ? JsonDocument.Parse(utf8, Limits) : throw Refuse("the body is not UTF-8 text");
            return Of(document.RootElement.Clone(), string.Empty);
        }
        catch (JsonException fault)
        {
            throw Refuse($"the body is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}");
        }
    }

    public bool Has(string name) => Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public JsonElement Required(string name) =>
        Has(name) ? Element.GetProperty(name) : throw Refuse($"{Place(name)} is missing");

    public string Text(string name, int longest = 10_000) => Text(name, Required(name), longest);

    public string? OptionalText(string name, int longest = 10_000) => Has(name) ? Text(name, Element.GetProperty(name), longest) : null;

    public bool Flag(string name, bool otherwise = false) => !Has(name) ? otherwise : Element.GetProperty(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refuse($"{Place(name)} is not true or false"),
    };

    public int Integer(string name) => Integer(Place(name), Required(name));

    public int? OptionalInteger(string name) => Has(name) ? Integer(name) : null;

    public IReadOnlyList<int> Integers(string name, int most = 10_000)
    {
        var place = Place(name);
        return [.. List(name, most).Select((item, index) => Integer($"{place}[{index}]", item))];
    }

    public IReadOnlyList<string> Texts(string name, int most = 1000)
    {
        if (!Has(name))
        {
            return [];
        }

        var body = this;
        return [.. List(name, most).Select((item, index) => body.Text($"{name}[{index}]", item, 1000))];
    }

    public IReadOnlyList<JsonBody> Objects(string name, int most = 10_000)
    {
        var place = Place(name);
        return [.. List(name, most).Select((item, index) => Of(item, $"{place}[{index}]"))];
    }

    public RefusedException Refuse(string name, string fault) => Refuse($"{Place(name)} {fault}");

    private static JsonBody Of(JsonElement element, string place) => element.ValueKind == JsonValueKind.Object
        ? new JsonBody(element, place)
        : throw Refuse($"{(place.Length == 0 ? "the body" : place)} is not a JSON object");

    private static RefusedException Refuse(string fault) => new(Errors.Invalid($" Invalid data: {fault}."));

    private static int Integer(string place, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Refuse($"{place} is not a whole number");

    private List<JsonElement> List(string name, int most)
    {
        var value = Required(name);
        return value.ValueKind != JsonValueKind.Array ? throw Refuse($"{Place(name)} is not a list")
            : value.GetArrayLength() > most ? throw Refuse($"{Place(name)} has {value.GetArrayLength()} entries; {most} are the most")
            : [.. value.EnumerateArray()];
    }

    private string Text(string name, JsonElement value, int longest)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Refuse($"{Place(name)} is not a string");
        }

        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Refuse($"{Place(name)} is not valid Unicode");
        }

        return text.Length > longest ? throw Refuse($"{Place(name)} has {text.Length} characters; {longest} are the most")
            : text.Contains('\0') ? throw Refuse($"{Place(name)} contains a NUL character")
            : text;
    }

    private string Place(string name) => string.IsNullOrEmpty(_place) ? name : $"{_place}.{name}";
}
