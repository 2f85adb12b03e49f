using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OsmTasking.Core;

namespace ReferenceApi.Wire;

/// <summary>Whatever goes wrong becomes a JSON body; details go to the log and never to the client.</summary>
public sealed partial class Faults(RequestDelegate next, ILogger<Faults> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var largest = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? ReferenceHost.LargestBody;
        try
        {
            if (context.Request.ContentLength > largest)
            {
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                await TooLarge(largest).ExecuteAsync(context);
                return;
            }

            context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = largest;
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer.
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await (fault.StatusCode == 413
                ? TooLarge(largest)
                : Errors.Invalid($" Invalid data: {fault.Message}")).ExecuteAsync(context);
        }
        catch (StoreException fault) when (!context.Response.HasStarted)
        {
            LogStore(logger, context.Request.Method, context.Request.Path, fault);
            context.Response.Headers.RetryAfter = "1";
            await Errors.Plain(503, "StoreUnavailable", " The store does not answer. Try again.").ExecuteAsync(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            LogFault(logger, context.Request.Method, context.Request.Path, fault);
            await Errors.Plain(500, "InternalServerError", " Something went wrong here; it was logged.").ExecuteAsync(context);
        }
    }

    public static Task TellHealthAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { status = entry.Value.Status.ToString(), entry.Value.Description }),
        });

    private static IResult TooLarge(long largest) => Errors.Plain(413, "TooLarge", $" The body is larger than {largest} bytes.");

    [LoggerMessage(4001, LogLevel.Error, "{Method} {Path} failed.")]
    private static partial void LogFault(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(4002, LogLevel.Warning, "{Method} {Path}: the store failed.")]
    private static partial void LogStore(ILogger logger, string method, string path, Exception exception);
}
