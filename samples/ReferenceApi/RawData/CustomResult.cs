using System.Text.Json.Nodes;

namespace ReferenceApi.RawData;

/// <summary>The result of a custom export, in which files are named by key until somebody asks.</summary>
public static class CustomResult
{
    /// <summary>The field that holds a key in the place of an address.</summary>
    public const string Key = "key";

    /// <summary>Puts addresses in the place of keys.</summary>
    public static JsonNode Absolute(JsonNode result, HttpContext context)
    {
        switch (result)
        {
            case JsonArray list:
                foreach (var item in list.OfType<JsonNode>())
                {
                    Absolute(item, context);
                }

                break;
            case JsonObject fields:
                if (fields[Key] is JsonValue key && fields.Remove(Key))
                {
                    fields["url"] = FileRoutes.UrlOf(context, key.GetValue<string>());
                }

                foreach (var field in fields.Select(field => field.Value).OfType<JsonNode>().ToList())
                {
                    Absolute(field, context);
                }

                break;
        }

        return result;
    }
}
