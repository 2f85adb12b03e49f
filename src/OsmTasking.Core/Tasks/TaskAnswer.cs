using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OsmTasking.Core.Tasks;

/// <summary>What is kept under an Idempotency-Key: the tasks as the first request left them.</summary>
internal static partial class TaskAnswer
{
    internal static string Write(IReadOnlyList<MappingTask> tasks) => JsonSerializer.Serialize(tasks, AnswerShape.Default.IReadOnlyListMappingTask);

    internal static IReadOnlyList<MappingTask> Read(string json) => JsonSerializer.Deserialize(json, AnswerShape.Default.IReadOnlyListMappingTask) ?? [];

    /// <summary>A digest that differs whenever the request differs: records print all their values.</summary>
    internal static string Fingerprint(TaskRequest request)
    {
        var text = new StringBuilder().Append(request.ProjectId).Append(request.ForAll);
        foreach (var order in request.Orders)
        {
            text.Append('\n').Append(order);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(IReadOnlyList<MappingTask>))]
    private sealed partial class AnswerShape : JsonSerializerContext;
}
