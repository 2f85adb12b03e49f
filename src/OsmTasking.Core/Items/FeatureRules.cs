using System.Globalization;
using System.Text.Json;

namespace OsmTasking.Core.Items;

/// <summary>The schema of to-fix for the features of an item: every key says by its prefix what kind of value it has. Pure.</summary>
public static class FeatureRules
{
    private static readonly string[] Prefixes = ["tofix", "string", "number", "date", "link", "audio", "image"];

    /// <summary>Returns what is wrong with a FeatureCollection; nothing when it is right.</summary>
    public static IReadOnlyList<string> Check(JsonElement collection)
    {
        if (collection.ValueKind != JsonValueKind.Object || !collection.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array)
        {
            return ["\"features\" member required"];
        }

        var faults = new List<string>();
        var groups = new Dictionary<string, (int Members, int Placed)>(StringComparer.Ordinal);
        foreach (var feature in features.EnumerateArray())
        {
            if (feature.ValueKind != JsonValueKind.Object || !feature.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            {
                faults.Add("Features must have properties");
                continue;
            }

            if (!properties.TryGetProperty("tofix:category", out _))
            {
                faults.Add("Features must have a tofix:category property");
            }

            foreach (var property in properties.EnumerateObject())
            {
                if (Check(property.Name, property.Value) is { } fault)
                {
                    faults.Add(fault);
                }
            }

            if (properties.TryGetProperty("tofix:group", out var group))
            {
                var known = groups.GetValueOrDefault(group.ToString());
                groups[group.ToString()] = (known.Members + 1, known.Placed + (properties.TryGetProperty("tofix:group-position", out _) ? 1 : 0));
            }
        }

        faults.AddRange(groups.Where(group => group.Value.Placed > 0 && group.Value.Placed < group.Value.Members)
            .Select(group => $"If one member of the group {group.Key} has a position, all must"));
        return faults;
    }

    private static string? Check(string key, JsonElement value)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            return $"Keys must have a type prefix: {key}";
        }

        return key[..colon] switch
        {
            "tofix" => ToFix(key[(colon + 1)..], value),
            "number" => value.ValueKind == JsonValueKind.Number ? null : $"{key} must be a number",
            "date" => IsText(value, out var date) && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _) ? null : $"{key} must be an ISO 8601 date",
            "link" => IsText(value, out var link) && IsLink(link) ? null : $"{key} must be a URL",
            "audio" or "image" => IsText(value, out var media) && (IsLink(media) || media.StartsWith("data:", StringComparison.Ordinal)) ? null : $"{key} must be a URL or a data URI",
            "string" => value.ValueKind == JsonValueKind.String ? null : $"{key} must be a string",
            var prefix => Prefixes.Contains(prefix, StringComparer.Ordinal) ? null : $"Key prefixed with unknown type {prefix}",
        };
    }

    private static string? ToFix(string suffix, JsonElement value) => suffix switch
    {
        "category" or "group" or "group-position" => null,
        "has-direction" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "tofix:has-direction must be true or false",
        _ => $"Unknown key tofix:{suffix}",
    };

    private static bool IsText(JsonElement value, out string text)
    {
        text = value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;
        return text.Length > 0;
    }

    private static bool IsLink(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
