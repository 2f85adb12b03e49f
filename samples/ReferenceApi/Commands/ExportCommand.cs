using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Hosting;
using OsmTasking.Extraction.Exports;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace ReferenceApi.Commands;

/// <summary>Exports from the imported data into a file, as a job would; tells how fast and with how much memory.</summary>
public static class ExportCommand
{
    private static readonly Option<string> Output = new("--output", "-o") { Description = "The zip to write.", Required = true };
    private static readonly Option<string> Format = new("--format", "-f") { Description = "geojson, fgb, gpkg, shp, csv, kml, sql, pmtiles, …", DefaultValueFactory = _ => "geojson" };
    private static readonly Option<string> Area = new("--area") { Description = "A GeoJSON file with the area.", Required = true };
    private static readonly Option<string> Relation = new("--relation") { Description = "within, intersects or clip.", DefaultValueFactory = _ => "within" };
    private static readonly Option<string?> Filter = new("--filter") { Description = "Only what has these tags, as for extract." };
    private static readonly Option<bool> Bare = new("--no-zip") { Description = "The file alone." };

    public static Command Create(Action<Command, Func<ParseResult, CancellationToken, Task<int>>> run, Func<ParseResult, HostSettings> settings)
    {
        var command = new Command("export", "Export from the imported data.\n\nExample: osmtasking export --area town.geojson -o town.zip --filter building") { Output, Format, Area, Relation, Filter, Bare };
        run(command, (parsed, cancel) => RunAsync(parsed, settings(parsed), cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, HostSettings settings, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        settings.AddStores(services);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IStoreSchema>().MigrateAsync(null, cancellationToken);
        var name = parsed.GetValue(Format)!;
        var formats = provider.GetRequiredService<ExportFormats>();
        var format = formats.Find(name) ?? throw new FormatException($"--format {name}: choose from {string.Join(", ", formats.Names)}.");
        var filter = parsed.GetValue(Filter) is { } text ? TagFilter.Parse(text) : null;
        var request = new ExportRequest(Read(parsed.GetValue(Area)!), name, [new(Shapes.Point, filter), new(Shapes.Line, filter), new(Shapes.Polygon, filter)])
        {
            Relation = Enum.TryParse<AreaRelation>(parsed.GetValue(Relation), ignoreCase: true, out var relation) ? relation
                : throw new FormatException($"--relation {parsed.GetValue(Relation)}: choose from within, intersects, clip."),
            Zip = !parsed.GetValue(Bare),
            FileName = ExportNames.Plain(Path.GetFileNameWithoutExtension(parsed.GetValue(Output)!)),
        };
        var archive = new ExportArchive(provider.GetRequiredService<IExportSource>(), provider.GetRequiredService<TimeProvider>());
        var clock = Stopwatch.StartNew();
        var outcome = await WriteAsync(archive, request, format, parsed.GetValue(Output)!, cancellationToken);
        var (seconds, process) = (clock.Elapsed.TotalSeconds, Process.GetCurrentProcess());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.Features} features, {outcome.BytesBefore / 1e6:F1} MB of {name}, {outcome.Bytes / 1e6:F1} MB written in {seconds:F2} s ({outcome.BytesBefore / 1e6 / seconds:F0} MB/s, {process.TotalProcessorTime.TotalSeconds:F2} s of CPU here), {process.PeakWorkingSet64 / (1024 * 1024)} MiB of memory at the most"));
        return 0;
    }

    private static async ValueTask<ExportOutcome> WriteAsync(ExportArchive archive, ExportRequest request, ExportFormat format, string path, CancellationToken cancellationToken)
    {
        var fresh = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            var outcome = await archive.WriteAsync(request, format, fresh, null, cancellationToken);
            File.Move(fresh, path, overwrite: true);
            return outcome;
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    // As large as they like: it is their machine.
    private static AreaOfInterest Read(string path)
    {
        try
        {
            return AreaOfInterest.Parse(File.ReadAllBytes(path), new AreaLimits(SquareKilometres: double.MaxValue)).OrThrow();
        }
        catch (GeoJsonException fault)
        {
            throw new FormatException($"{path}: {fault.Message}", fault);
        }
    }
}
