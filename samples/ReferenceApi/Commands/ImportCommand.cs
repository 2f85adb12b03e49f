using System.CommandLine;
using OsmTasking.Extraction;
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
        var (name, now) = (Path.GetFileName(path), TimeProvider.System.GetUtcNow());
        var summary = await ProgressBar.ShowAsync($"import {name}", async (progress, stage) =>
        {
            if (settings.IsPostgres)
            {
                // Nothing else of what a host is made of is needed, and making it would keep a core waiting (1 % of an import).
                // Opened beside the reading, which would else begin 30 ms later; what types the database has, an import does not ask.
                var opening = Task.Run(() => settings.OpenPostgres(types: false), CancellationToken.None);
                try
                {
                    return await new RawDataImport(opening).RunAsync(source, name, now, options, progress, stage, cancellationToken);
                }
                finally
                {
                    await using var database = await opening;
                }
            }

            var services = new ServiceCollection();
            settings.AddStores(services);
            await using var provider = services.BuildServiceProvider();
            return await provider.GetRequiredService<IFeatureStore>().ImportAsync(source, name, now, progress, cancellationToken);
        });
        Console.WriteLine(Summary.Describe(summary));
        return 0;
    }
}
