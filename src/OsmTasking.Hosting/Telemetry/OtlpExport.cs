using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace OsmTasking.Hosting.Telemetry;

/// <summary>Sends activities and meters to an OpenTelemetry collector while the application runs.</summary>
/// <param name="endpoint">The collector, as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> has it.</param>
public sealed class OtlpExport(Uri endpoint) : IHostedService, IDisposable
{
    private TracerProvider? _traces;
    private MeterProvider? _meters;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder().AddSource("Microsoft.AspNetCore", "OsmTasking.*").AddOtlpExporter(options => options.Endpoint = endpoint).Build();
        _meters = Sdk.CreateMeterProviderBuilder().AddMeter("Microsoft.AspNetCore.Hosting", "OsmTasking.*").AddOtlpExporter(options => options.Endpoint = endpoint).Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Dispose();
        _meters?.Dispose();
        (_traces, _meters) = (null, null);
    }
}
