using ReferenceApi.Wire;

namespace ReferenceApi.ToFix;

/// <summary>The one error body of to-fix: <c>{"message": text or list}</c>.</summary>
internal static class Say
{
    internal static IResult Message(int status, string message) => Results.Json(new { message }, statusCode: status);

    internal static RefusedException Bad(string message) => new(Message(400, message));

    internal static RefusedException Bad(IReadOnlyList<string> message) => new(Results.Json(new { message }, statusCode: 400));

    internal static RefusedException NotFound(string message = "Not Found") => new(Message(404, message));

    internal static RefusedException Forbidden(string message) => new(Message(403, message));

    internal static RefusedException Conflict(string message) => new(Message(409, message));

    internal static RefusedException Quota(string message) => new(Message(429, message));

    /// <summary>423, with what a client needs to decide what to do next.</summary>
    internal static RefusedException Locked(string message, DateTimeOffset? until) =>
        new(Results.Json(new { message, lockedTill = until is { } end ? ItemWire.Time(end) : null }, statusCode: 423));
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
