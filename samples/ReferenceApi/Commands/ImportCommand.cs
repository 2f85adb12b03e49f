using System.CommandLine;
using OsmTasking.Core.Hosting;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Features;

namespace ReferenceApi.Commands;

/// <summary>Imports an extract: the features under the tasks.</summary>
public static class ImportCommand
{
    public static Command Create(Action<Command, Func<ParseResult, CancellationToken, Task<int>>> run, Func<ParseResult, HostSettings> settings)
    {
        var file = new Argument<string>("FILE") { Description = "An .osm.pbf, .osm or .osm.gz file." };
        var command = new Command("import", "Import an extract, replacing the one imported before.\n\nExample: osmtasking import malta.osm.pbf") { file };
        run(command, (parsed, cancel) => RunAsync(parsed.GetValue(file)!, settings(parsed), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string path, HostSettings settings, CancellationToken cancellationToken)
    {
        var source = OsmFile.Open(path);
        var services = new ServiceCollection();
        settings.AddStores(services);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IStoreSchema>().MigrateAsync(null, cancellationToken);
        var now = provider.GetRequiredService<TimeProvider>().GetUtcNow();
        var store = provider.GetRequiredService<IFeatureStore>();
        var summary = await ProgressBar.ShowAsync($"import {Path.GetFileName(path)}", progress =>
            store.ImportAsync(source, Path.GetFileName(path), now, progress, cancellationToken).AsTask());
        Console.WriteLine(Summary.Describe(summary));
        return 0;
    }
}
