using System.CommandLine;
using OsmTasking.Core;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Extraction;

namespace ReferenceApi.Commands;

/// <summary>The command line. Bad input ends in one line on standard error and exit code 1; wrong usage in 2.</summary>
public static class CommandLine
{
    private static readonly Option<string?> Database = new("--database")
    {
        Description = "A SQLite file, or a PostgreSQL connection string (Host=…). Default: osmtasking.db in the data directory.",
        Recursive = true,
    };

    private static readonly Option<string?> DataDirectory = new("--data-directory")
    {
        Description = "Where data is kept. Default: ./osmtasking-data",
        Recursive = true,
    };

    private static readonly Option<string?> Urls = new("--urls") { Description = "Addresses to listen on. Default: http://127.0.0.1:5080" };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("""
            OsmTasking: share out the mapping of an area.

            Without a command it serves the API and the map page. Settings come from appsettings.json, from the
            environment (OsmTasking__Database, OsmTasking__DataDirectory, …) and from the options below.

            Examples:
              osmtasking                                       serve http://127.0.0.1:5080
              osmtasking import malta.osm.pbf                  put an extract under the tasks
              osmtasking extract malta.osm.pbf -o b.geojson --filter building
              osmtasking split area.geojson -o tasks.geojson --zoom 14
              osmtasking check malta.osm.pbf -o items.geojson
            """);
        root.Options.Add(Database);
        root.Options.Add(DataDirectory);
        root.Options.Add(Urls);
        var serve = new Command("serve", "Serve the API and the map page (the default).") { Urls };
        root.Subcommands.Add(serve);
        foreach (var command in new[] { root, serve })
        {
            Run(command, (parsed, cancel) => ServeCommand.RunAsync(SettingsOf(parsed), cancel));
        }

        var worker = new Command("worker", "Run background work without serving HTTP.");
        Run(worker, (parsed, cancel) => WorkerCommand.RunAsync(SettingsOf(parsed), cancel));
        root.Subcommands.Add(worker);
        var migrate = new Command("migrate", "Bring the database up to date and end.");
        Run(migrate, (parsed, cancel) => MigrateCommand.RunAsync(SettingsOf(parsed), cancel));
        root.Subcommands.Add(migrate);
        root.Subcommands.Add(ImportCommand.Create(Run, SettingsOf));
        root.Subcommands.Add(UpdateCommand.Create(Run, SettingsOf));
        root.Subcommands.Add(ExportCommand.Create(Run, SettingsOf));
        root.Subcommands.Add(InfoCommand.Create(Run));
        root.Subcommands.Add(ExtractCommand.Create(Run));
        root.Subcommands.Add(SplitCommand.Create(Run));
        root.Subcommands.Add(CheckCommand.Create(Run, SettingsOf));
        return await root.Parse(args).InvokeAsync();
    }

    /// <summary>Gives a command its work, and its errors one line each.</summary>
    private static void Run(Command command, Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                return await work(parsed, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("osmtasking: stopped");
                return 130;
            }
            catch (Exception fault) when (fault is OsmFormatException or GeoJsonException or FormatException or StoreException or GridLimitException
                or IOException or UnauthorizedAccessException or Microsoft.Extensions.Options.OptionsValidationException)
            {
                await Console.Error.WriteLineAsync($"osmtasking: {fault.Message.ReplaceLineEndings(" ")}");
                return 1;
            }
        });

    private static HostSettings SettingsOf(ParseResult parsed)
    {
        var given = new Dictionary<string, string?>();
        Add("OsmTasking:Database", parsed.GetValue(Database));
        Add("OsmTasking:DataDirectory", parsed.GetValue(DataDirectory));
        Add("Urls", parsed.GetValue(Urls));
        return new HostSettings(given);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                given[name] = value;
            }
        }
    }
}
