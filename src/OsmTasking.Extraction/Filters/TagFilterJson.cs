using System.Text.Json;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Filters;

/// <summary>Reads the JSON form of a <see cref="TagFilter"/>.</summary>
internal static class TagFilterJson
{
    internal static TagCondition Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > TagFilter.MaxLength)
        {
            throw new FormatException($"The tag filter is {utf8.Length} bytes long; {TagFilter.MaxLength} is the most.");
        }

        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 2 * TagFilter.MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.Read())
            {
                throw new FormatException("The tag filter goes on after its end.");
            }

            return Read(document.RootElement, "$");
        }
        catch (JsonException exception)
        {
            throw new FormatException(
                $"The tag filter is not JSON (line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}).", exception);
        }
    }

    private static TagCondition Read(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(path, "a condition is an object");
        }

        return Names(element, path) switch
        {
            ["all"] => new TagCondition.All(ReadList(element.GetProperty("all"), $"{path}.all")),
            ["any"] => new TagCondition.Any(ReadList(element.GetProperty("any"), $"{path}.any")),
            ["not"] => new TagCondition.Not(Read(element.GetProperty("not"), $"{path}.not")),
            ["filter", "shape"] => new TagCondition.OfShape(
                ReadShape(element.GetProperty("shape"), $"{path}.shape"), Read(element.GetProperty("filter"), $"{path}.filter")),
            ["key"] => new TagCondition.Tag(ReadText(element.GetProperty("key"), $"{path}.key"), []),
            ["key", "values"] => new TagCondition.Tag(
                ReadText(element.GetProperty("key"), $"{path}.key"), ReadValues(element.GetProperty("values"), $"{path}.values")),
            _ => throw Wrong(path, "a condition has either 'all', 'any', 'not', 'shape' with 'filter', or 'key' with or without 'values'"),
        };
    }

    private static string[] Names(JsonElement element, string path)
    {
        try
        {
            return [.. element.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal)];
        }
        catch (InvalidOperationException)
        {
            throw Wrong(path, "a name is half of a surrogate pair");
        }
    }

    private static TagCondition[] ReadList(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0
            ? [.. element.EnumerateArray().Select((item, i) => Read(item, $"{path}[{i}]"))]
            : throw Wrong(path, "expected a list of at least one condition");

    private static string[] ReadValues(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0
            ? [.. element.EnumerateArray().Select((item, i) => ReadText(item, $"{path}[{i}]"))]
            : throw Wrong(path, "expected a list of at least one text (leave 'values' out for any value)");

    private static string ReadText(JsonElement element, string path)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong(path, "expected a text");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(path, "the text is half of a surrogate pair");
        }
    }

    private static Shapes ReadShape(JsonElement element, string path) => ReadText(element, path) switch
    {
        "point" => Shapes.Point,
        "line" => Shapes.Line,
        "polygon" => Shapes.Polygon,
        "collection" => Shapes.Collection,
        _ => throw Wrong(path, "expected 'point', 'line', 'polygon' or 'collection'"),
    };

    private static FormatException Wrong(string path, string what) => new($"The tag filter is wrong at {path}: {what}.");
}
