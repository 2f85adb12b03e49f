using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using OsmTasking.Core.Items;
using OsmTasking.Hosting.Caching;

namespace ReferenceApi.ToFix;

/// <summary>Answers that depend on a project's items alone: kept under their version, and not sent to whoever has them.</summary>
public sealed class ItemAnswers(VersionedCache cache)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>Answers from the cache, or makes the answer.</summary>
    /// <param name="desk">Whose request it is.</param>
    /// <param name="project">Whose items.</param>
    /// <param name="kind">Which sort of answer, for the metrics.</param>
    /// <param name="question">All that was asked.</param>
    /// <param name="request">Says what the client has already.</param>
    /// <param name="make">Makes the answer.</param>
    internal ValueTask<IResult> AnswerAsync(ItemDesk desk, ItemProject project, string kind, string question, HttpRequest request, Func<ValueTask<JsonNode>> make) =>
        AnswerAsync(desk, project, kind, question, request, "application/json; charset=utf-8", async () => Encoding.UTF8.GetBytes((await make()).ToJsonString()));

    /// <summary>The same for answers that are not JSON.</summary>
    internal async ValueTask<IResult> AnswerAsync(ItemDesk desk, ItemProject project, string kind, string question, HttpRequest request, string contentType, Func<ValueTask<byte[]>> make)
    {
        // The version comes first: what is read after it is no older.
        var version = await desk.Items.VersionAsync(project.Id, desk.Aborted);
        var name = $"{project.Key} {question}";
        var tag = $"\"{version}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 6))}\"";
        if (request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        var answer = await cache.GetAsync(kind, name, version, Lifetime, async _ => await make(), desk.Aborted);
        return Results.File(answer, contentType, entityTag: new EntityTagHeaderValue(tag));
    }
}
