using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OsmTasking.Core.Items;

/// <summary>What is kept under an Idempotency-Key: the items as the first request left them.</summary>
public static partial class ItemAnswer
{
    /// <summary>Writes the answer.</summary>
    public static string Write(IReadOnlyList<Item> items) => JsonSerializer.Serialize(items, ItemAnswerShape.Default.IReadOnlyListItem);

    /// <summary>Reads an answer that <see cref="Write"/> made.</summary>
    public static IReadOnlyList<Item> Read(string json) => JsonSerializer.Deserialize(json, ItemAnswerShape.Default.IReadOnlyListItem) ?? [];

    /// <summary>A digest that differs whenever the request differs: records print all their values.</summary>
    internal static string Fingerprint(ItemRequest request) => Digest(string.Join('\n', request.Orders.Select(order => order.ToString())));

    /// <summary>Returns the SHA-256 of a text, in hexadecimal.</summary>
    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(IReadOnlyList<Item>))]
    private sealed partial class ItemAnswerShape : JsonSerializerContext;
}
