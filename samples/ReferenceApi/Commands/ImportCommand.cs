using System.CommandLine;
using Npgsql;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Features;
using OsmTasking.Postgis.RawData;

namespace ReferenceApi.Commands;

/// <summary>Imports an extract: the features under the tasks.</summary>
public static class ImportCommand
{
    public static Command Create(Action<Command, Func<ParseResult, CancellationToken, Task<int>>> run, Func<ParseResult, HostSettings> settings)
    {
        var file = new Argument<string>("FILE") { Description = "An .osm.pbf, .osm or .osm.gz file." };
        var updatable = new Option<bool>("--updatable")
        {
            Description = "Keep what 'update' needs: where all nodes are, and what ways and relations are made of. PostGIS only.",
            DefaultValueFactory = _ => true,
        };
        var tagIndexes = new Option<bool>("--tag-indexes") { Description = "Index tags, for searches by tag in large areas. PostGIS only.", DefaultValueFactory = _ => true };
        var command = new Command("import", """
            Import an extract, replacing the one imported before; readers see the old one until the new one is complete.

            Examples:
              osmtasking import malta.osm.pbf
              osmtasking import malta.osm.pbf --database "Host=127.0.0.1;Username=osm;Database=osm"
            """) { file, updatable, tagIndexes };
        run(command, (parsed, cancel) =>
            RunAsync(parsed.GetValue(file)!, new() { Updatable = parsed.GetValue(updatable), TagIndexes = parsed.GetValue(tagIndexes) }, settings(parsed), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string path, RawDataOptions options, HostSettings settings, CancellationToken cancellationToken)
    {
        var source = OsmFile.Open(path);
        var services = new ServiceCollection();
        settings.AddStores(services);
        await using var provider = services.BuildServiceProvider();
        var now = provider.GetRequiredService<TimeProvider>().GetUtcNow();
        var summary = await ProgressBar.ShowAsync($"import {Path.GetFileName(path)}", (progress, stage) =>
            ImportAsync(provider, source, Path.GetFileName(path), now, options, progress, stage, cancellationToken).AsTask());
        Console.WriteLine(Summary.Describe(summary));
        return 0;
    }

    private static ValueTask<ExtractSummary> ImportAsync(
        ServiceProvider provider, IOsmSource source, string name, DateTimeOffset now, RawDataOptions options, IProgress<ExtractProgress> progress, IProgress<ImportStage> stage, CancellationToken cancellationToken) =>
        provider.GetService<NpgsqlDataSource>() is { } database
            ? new RawDataImport(database).RunAsync(source, name, now, options, progress, stage, cancellationToken)
            : provider.GetRequiredService<IFeatureStore>().ImportAsync(source, name, now, progress, cancellationToken);
}
