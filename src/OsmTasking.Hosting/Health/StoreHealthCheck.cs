using Microsoft.Extensions.Diagnostics.HealthChecks;
using OsmTasking.Core;
using OsmTasking.Core.Hosting;

namespace OsmTasking.Hosting.Health;

/// <summary>Ready when the store answers and has the tables that this program needs.</summary>
public sealed class StoreHealthCheck(IStoreSchema schema) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            var found = await schema.CurrentAsync(cancellationToken).ConfigureAwait(false);

            // A newer schema is fine: during a rolling upgrade the migration runs first.
            return found >= schema.Required
                ? HealthCheckResult.Healthy($"Schema {found}.")
                : new HealthCheckResult(context.Registration.FailureStatus, $"Schema {found}; {schema.Required} is needed: run the migrate command.");
        }
        catch (StoreException fault)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The store does not answer.", fault);
        }
    }
}
