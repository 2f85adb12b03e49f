using ReferenceApi.Wire;

namespace ReferenceApi.ToFix;

/// <summary>The one error body of to-fix: <c>{"message": text or list}</c>.</summary>
internal static class Say
{
    internal static IResult Message(int status, string message) => Results.Json(new { message }, statusCode: status);

    internal static SaidException Bad(string message) => new(400, message);

    internal static SaidException Bad(IReadOnlyList<string> message) => new(400, string.Join("; ", message), Results.Json(new { message }, statusCode: 400));

    internal static SaidException NotFound(string message = "Not Found") => new(404, message);

    internal static SaidException Forbidden(string message) => new(403, message);

    internal static SaidException Conflict(string message) => new(409, message);

    internal static SaidException Quota(string message) => new(429, message);

    /// <summary>423, with what a client needs to decide what to do next.</summary>
    internal static SaidException Locked(string message, DateTimeOffset? until) =>
        new(423, message, Results.Json(new { message, lockedTill = until is { } end ? ItemWire.Time(end) : null }, statusCode: 423));
}

/// <summary>A refusal whose status and words other APIs over items say in bodies of their own.</summary>
public sealed class SaidException(int status, string said, IResult? answer = null) : RefusedException(answer ?? Say.Message(status, said))
{
    public int Status => status;

    public string Said => said;
}

/// <summary>Whatever goes wrong in this API is said in its own body.</summary>
internal sealed class ToFixFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RefusedException refusal)
        {
            return refusal.Answer;
        }
        catch (BadHttpRequestException fault)
        {
            return Say.Message(fault.StatusCode, fault.StatusCode == 413 ? "request entity too large" : fault.Message);
        }
        catch (OsmTasking.Core.StoreException)
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            return Say.Message(503, "Service Unavailable");
        }
    }
}
