using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace ReferenceApi.RawData;

/// <summary>How often an address may ask within a minute. Each process counts for itself.</summary>
public sealed class RateLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> _usual;
    private readonly PartitionedRateLimiter<string> _stats;
    private readonly RawDataOptions _options;

    public RateLimits(IOptions<RawDataOptions> options)
    {
        _options = options.Value;
        (_usual, _stats) = (PerMinute(_options.RatePerMinute), PerMinute(_options.StatsRatePerMinute));
    }

    /// <summary>Returns a filter for the routes that share the usual limit, or for statistics.</summary>
    public static Func<EndpointFilterInvocationContext, EndpointFilterDelegate, ValueTask<object?>> Filter(bool isStats) => async (context, next) =>
    {
        var limits = context.HttpContext.RequestServices.GetRequiredService<RateLimits>();
        var address = context.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        using var lease = (isStats ? limits._stats : limits._usual).AttemptAcquire(address);
        if (lease.IsAcquired)
        {
            return await next(context);
        }

        context.HttpContext.Response.Headers.RetryAfter = "60";
        var most = isStats ? limits._options.StatsRatePerMinute : limits._options.RatePerMinute;
        return Results.Json(new { error = $"Rate limit exceeded: {most} per 1 minute" }, statusCode: 429);
    };

    public void Dispose()
    {
        _usual.Dispose();
        _stats.Dispose();
    }

    private static PartitionedRateLimiter<string> PerMinute(int most) => PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = Math.Max(most, 1), Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));
}
