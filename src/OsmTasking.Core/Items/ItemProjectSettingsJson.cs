using System.Text.Json;
using System.Text.Json.Serialization;

namespace OsmTasking.Core.Items;

/// <summary>The JSON document that stores keep for <see cref="ItemProjectSettings"/>.</summary>
public static partial class ItemProjectSettingsJson
{
    /// <summary>Writes the document.</summary>
    public static string Write(ItemProjectSettings settings) => JsonSerializer.Serialize(settings, ItemSettingsShape.Default.ItemProjectSettings);

    /// <summary>Reads the document; fields it lacks get their defaults.</summary>
    /// <exception cref="JsonException">The document is not one that <see cref="Write"/> made.</exception>
    public static ItemProjectSettings Read(string json) =>
        JsonSerializer.Deserialize(json, ItemSettingsShape.Default.ItemProjectSettings) ?? new ItemProjectSettings();

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(ItemProjectSettings))]
    private sealed partial class ItemSettingsShape : JsonSerializerContext;
}
