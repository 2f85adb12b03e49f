using System.Globalization;
using System.Threading.Channels;
using OsmTasking.Core;
using OsmTasking.Core.Hosting;
using OsmTasking.Core.Items;
using OsmTasking.Extraction.Checks;

namespace ReferenceApi.Commands;

/// <summary>An item project that findings go into, in one transaction: new ones become items, known ones stay, mended ones become already fixed.</summary>
internal sealed class CheckedProject : IAsyncDisposable
{
    private const int ReadAhead = 1024;

    private readonly ServiceProvider _provider;
    private readonly ItemProject _project;

    private CheckedProject(ServiceProvider provider, ItemProject project) => (_provider, _project) = (provider, project);

    /// <summary>Gets what came of it, in a line.</summary>
    internal string Told { get; private set; } = string.Empty;

    /// <exception cref="FormatException">There is no such project.</exception>
    internal static async Task<CheckedProject> OpenAsync(HostSettings settings, string name, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        settings.AddStores(services);
        var provider = services.BuildServiceProvider();
        try
        {
            await provider.GetRequiredService<IStoreSchema>().MigrateAsync(null, cancellationToken);
            var projects = provider.GetRequiredService<IItemProjectStore>();
            var found = Guid.TryParse(name, out var key) ? await projects.FindAsync(key, cancellationToken)
                : long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? await projects.FindAsync(id, cancellationToken)
                : null;
            return found is { Archived: false } project ? new CheckedProject(provider, project) : throw new FormatException($"--project {name}: there is no such item project.");
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs checks and imports what they find as they go; if either fails, nothing is changed.</summary>
    internal async Task<CheckSummary> FillAsync(Func<Action<Finding>, CancellationToken, CheckSummary> check, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<ItemDraft>(ReadAhead);
        var checking = Task.Run(
            () =>
            {
                try
                {
                    var summary = check(finding => channel.Writer.WriteAsync(Draft(finding), stop.Token).AsTask().GetAwaiter().GetResult(), stop.Token);
                    channel.Writer.Complete();
                    return summary;
                }
                catch (Exception fault)
                {
                    channel.Writer.Complete(fault); // The import ends with it, and writes nothing.
                    throw;
                }
            },
            CancellationToken.None);
        var import = new ItemImport(_project.Id, _project.OwnerId, _provider.GetRequiredService<TimeProvider>().GetUtcNow()) { Reopen = true, MarkMissing = true, MostItems = _project.Settings.MostItems };
        try
        {
            var result = await _provider.GetRequiredService<IItemStore>().ImportAsync(import, channel.Reader.ReadAllAsync(cancellationToken), cancellationToken);
            Told = result.TooMany
                ? throw new FormatException($"Project {_project.Name} may have at most {_project.Settings.MostItems} items; nothing was changed.")
                : $"{_project.Name}: {result.Created} new items, {result.Unchanged + result.Changed} known, {result.Reopened} open again, {result.Missing} already fixed";
        }
        catch (Exception fault) when (fault is StoreException or FormatException or OperationCanceledException)
        {
            await stop.CancelAsync();
            await ((Task)checking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await checking;
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private static ItemDraft Draft(Finding finding) => new(finding.Key, new ItemPin(finding.Longitude, finding.Latitude), finding.Detail) { Features = FindingWriter.ToFeatureCollection(finding) };
}
