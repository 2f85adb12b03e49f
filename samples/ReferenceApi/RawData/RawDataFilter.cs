using System.Diagnostics;
using System.Globalization;
using OsmTasking.Core;
using ReferenceApi.Wire;

namespace ReferenceApi.RawData;

/// <summary>What every answer of the extraction service has: the time it took, leave for pages of any origin, and its own shapes of errors.</summary>
public sealed partial class RawDataFilter(ILogger<RawDataFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var begun = Stopwatch.GetTimestamp();
        AllowOrigin(http);
        http.Response.OnStarting(() =>
        {
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            http.Response.Headers["X-Process-Time"] = string.Create(CultureInfo.InvariantCulture, $"{seconds:F4} sec");
            return Task.CompletedTask;
        });
        try
        {
            return await next(context);
        }
        catch (RefusedException refusal)
        {
            return refusal.Answer;
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode != 413)
        {
            return Detail.Invalid("value_error", ["query"], fault.Message);
        }
        catch (StoreException fault)
        {
            LogStore(logger, http.Request.Method, http.Request.Path, fault);
            http.Response.Headers.RetryAfter = "1";
            return Detail.Text(503, "The store does not answer. Try again.");
        }
    }

    // A token travels in a header that a page sets itself, never in a cookie: an origin gets nothing by being let in.
    internal static void AllowOrigin(HttpContext http)
    {
        if (http.Request.Headers.Origin is [{ Length: > 0 } origin])
        {
            var headers = http.Response.Headers;
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
            headers.AccessControlExposeHeaders = "X-Process-Time";
            headers.Vary = "Origin";
        }
    }

    /// <summary>Answers the question a browser asks before it sends a request.</summary>
    internal static IResult Preflight(HttpContext http)
    {
        AllowOrigin(http);
        http.Response.Headers.AccessControlAllowMethods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
        http.Response.Headers.AccessControlAllowHeaders = http.Request.Headers.AccessControlRequestHeaders;
        http.Response.Headers.AccessControlMaxAge = "600";
        return Results.Text("OK");
    }

    [LoggerMessage(4101, LogLevel.Warning, "{Method} {Path}: the store failed.")]
    private static partial void LogStore(ILogger logger, string method, string path, Exception exception);
}
