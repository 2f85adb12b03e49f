using System.Text.Json;
using System.Text.Json.Serialization;

namespace OsmTasking.Core.Projects;

/// <summary>The JSON document that stores keep for <see cref="ProjectSettings"/>.</summary>
public static partial class ProjectSettingsJson
{
    /// <summary>Writes the document.</summary>
    public static string Write(ProjectSettings settings) => JsonSerializer.Serialize(settings, SettingsShape.Default.ProjectSettings);

    /// <summary>Reads the document; fields it lacks get their defaults.</summary>
    /// <exception cref="JsonException">The document is not one that <see cref="Write"/> made.</exception>
    public static ProjectSettings Read(string json) =>
        JsonSerializer.Deserialize(json, SettingsShape.Default.ProjectSettings) ?? new ProjectSettings();

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(ProjectSettings))]
    private sealed partial class SettingsShape : JsonSerializerContext;
}
