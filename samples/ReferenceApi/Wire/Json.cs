using System.Text.Json;

namespace ReferenceApi.Wire;

/// <summary>JSON whose names are written as they stand.</summary>
public static class Json
{
    /// <summary>For the few bodies whose keys are not camelCase.</summary>
    public static JsonSerializerOptions Verbatim { get; } = new(JsonSerializerOptions.Default);
}
