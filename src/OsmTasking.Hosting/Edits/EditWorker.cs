using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OsmTasking.Core;

namespace OsmTasking.Hosting.Edits;

/// <summary>Sends edits as long as the host runs.</summary>
public sealed class EditWorker(EditSender sender, EditOptions options, TimeProvider time, ILogger<EditSender> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await sender.RunOnceAsync(stoppingToken).ConfigureAwait(false))
                {
                    continue;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is StoreException or InvalidOperationException)
            {
                EditLog.Failed(logger, fault);
            }

            try
            {
                await Task.Delay(options.PollInterval, time, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
