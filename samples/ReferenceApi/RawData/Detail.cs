using System.Text.Json.Nodes;
using ReferenceApi.Wire;

namespace ReferenceApi.RawData;

/// <summary>The error bodies of raw-data-api, all under <c>detail</c>: findings of a validation, a list of messages, or a text.</summary>
public static class Detail
{
    /// <summary>422: what is wrong with the request, and where.</summary>
    public static IResult Invalid(string type, IReadOnlyList<object> place, string message, JsonNode? input = null)
    {
        var finding = new JsonObject
        {
            ["type"] = type,
            ["loc"] = new JsonArray([.. place.Select(part => part is int index ? JsonValue.Create(index) : (JsonNode)JsonValue.Create(part.ToString())!)]),
            ["msg"] = message,
            ["input"] = input?.DeepClone(),
        };
        return Results.Json(new JsonObject { ["detail"] = new JsonArray(finding) }, statusCode: StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>A list with one message: how snapshots, custom exports and sign-in say it.</summary>
    public static IResult Messages(int status, string message) =>
        Results.Json(new { detail = new[] { new { msg = message } } }, statusCode: status);

    /// <summary>A text: how everything else says it.</summary>
    public static IResult Text(int status, string message) => Results.Json(new { detail = message }, statusCode: status);

    /// <summary>422, to be thrown where it is found.</summary>
    public static RefusedException Refuse(string type, IReadOnlyList<object> place, string message, JsonNode? input = null) =>
        new(Invalid(type, place, message, input));

    /// <summary>422 for a parameter of the query.</summary>
    public static RefusedException RefuseQuery(string name, string message, string? input) =>
        Refuse("value_error", ["query", name], message, JsonValue.Create(input));
}
