using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OsmTasking.Core.Edits;

namespace ReferenceApi.ToFix;

/// <summary>Which OSM objects an item is about, as far as its own features say. Pure.</summary>
internal static partial class ItemObjects
{
    /// <summary>The most objects of one item that are read.</summary>
    internal const int Most = 20;

    private static readonly string[] Ids = ["@id", "osm_id", "id"];
    private static readonly string[] Lists = ["string:objects", "objects"];

    /// <summary>Returns the objects in the order in which they are named, each once.</summary>
    /// <param name="features">The item's FeatureCollection, or <see langword="null"/>.</param>
    /// <remarks>
    /// A feature names its object by <c>id</c>, <c>@id</c> or <c>osm_id</c> (<c>way/12</c>, <c>way-12</c>), a finding of a check its objects by
    /// <c>string:objects</c>. With <c>@version</c> the other properties are the tags of that version, as exports of osmium and Overpass have them.
    /// </remarks>
    internal static IReadOnlyList<NamedObject> Of(string? features)
    {
        var found = new Dictionary<OsmElementId, NamedObject>();
        if (features is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(features);
        foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray().Where(feature => feature.ValueKind == JsonValueKind.Object))
        {
            var properties = feature.TryGetProperty("properties", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
            var own = Ids.Select(name => Element(Text(properties, name))).FirstOrDefault(id => id is not null) ?? Element(Text(feature, "id"));
            var others = Lists.SelectMany(name => Text(properties, name)?.Split(' ', ',') ?? []).Select(Element);
            foreach (var id in others.Prepend(own).OfType<OsmElementId>().Take(Most))
            {
                var told = id == own ? Told(id, properties) : null;
                if (found.Count < Most || found.ContainsKey(id))
                {
                    found[id] = new(id, told ?? found.GetValueOrDefault(id)?.Told);
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>Reads <c>way/12</c> or <c>way-12</c>; <see langword="null"/> for anything else.</summary>
    internal static OsmElementId? Element(string? text) =>
        text is not null && Name().Match(text) is { Success: true } match && long.TryParse(match.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? new(match.Groups["kind"].Value switch { "node" => OsmElementKind.Node, "way" => OsmElementKind.Way, _ => OsmElementKind.Relation }, id)
            : null;

    private static OsmElement? Told(OsmElementId id, JsonElement properties)
    {
        if (properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty("@version", out var at) ||
            !int.TryParse(at.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
        {
            return null;
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in properties.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.String && !IsOurs(property.Name)))
        {
            tags[property.Name] = property.Value.GetString()!;
        }

        return new OsmElement(id, version) { Tags = tags };
    }

    private static bool IsOurs(string name) => name is "id" or "osm_id" or "instructions" or "instruction" || name.StartsWith('@') ||
        name.StartsWith("string:", StringComparison.Ordinal) || name.StartsWith("tofix:", StringComparison.Ordinal) || name.StartsWith("link:", StringComparison.Ordinal);

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^(?<kind>node|way|relation)[/-](?<id>[0-9]{1,18})$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Name();
}

/// <summary>An object that an item names.</summary>
/// <param name="Element">Which.</param>
/// <param name="Told">Its version and tags as the item has them, or <see langword="null"/> when it has none.</param>
internal sealed record NamedObject(OsmElementId Element, OsmElement? Told);
