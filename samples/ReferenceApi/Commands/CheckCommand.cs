using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Checks;

namespace ReferenceApi.Commands;

/// <summary>Looks through a file for what mappers can mend; needs a database only for <c>--project</c>.</summary>
public static class CheckCommand
{
    private static readonly string[] Collections = [".geojson", ".json"];
    private static readonly string[] Lines = [".geojsonl", ".geojsons", ".geojsonseq", ".ndjson", ".jsonl", ".ldgeojson"];
    private static readonly Argument<string> Source = new("FILE") { Description = "An .osm.pbf, .osm or .osm.gz file." };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "The file to write items to: .geojson, or .geojsonl for lines that each stand for themselves." };
    private static readonly Option<string?> Only = new("--only") { Description = $"Some checks, by commas: {string.Join(", ", CheckKinds.All.Select(check => check.Name()))}." };
    private static readonly Option<string?> Project = new("--project") { Description = "Put the findings into this item project: its number or its id. What is no longer found there becomes already fixed." };
    private static readonly Option<string?> NodeFile = new("--node-file") { Description = "A file to hold node locations while it runs, for more nodes than memory holds." };

    public static Command Create(Action<Command, Func<ParseResult, CancellationToken, Task<int>>> run, Func<ParseResult, HostSettings> settings)
    {
        var command = new Command("check", """
            Find faults in OSM data and write them as micro-task items.

            Examples:
              osmtasking check malta.osm.pbf                     only count
              osmtasking check malta.osm.pbf -o items.geojson
              osmtasking check malta.osm.pbf -o items.geojson --only crossing-highways,almost-joined-highway
              osmtasking check malta.osm.pbf --project 3         again for newer data: known faults keep their items
            """)
        {
            Source, Output, Only, Project, NodeFile,
        };
        run(command, (parsed, cancel) => RunAsync(parsed, settings, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Func<ParseResult, HostSettings> settings, CancellationToken cancellationToken)
    {
        var path = parsed.GetValue(Source)!;
        var options = new CheckOptions { Checks = Chosen(parsed.GetValue(Only)), LocationFile = parsed.GetValue(NodeFile) };
        var source = OsmFile.Open(path);
        var clock = Stopwatch.StartNew();
        await using var project = parsed.GetValue(Project) is { } name ? await CheckedProject.OpenAsync(settings(parsed), name, cancellationToken) : null;
        var summary = await ProgressBar.ShowAsync($"check {Path.GetFileName(path)}", progress =>
        {
            CheckSummary Check(Action<Finding> found, CancellationToken cancel) => parsed.GetValue(Output) is { } output
                ? NewFile.Write(output, stream => Write(stream, IsCollection(output), write => DataChecks.Run(source, options, write + found, progress, cancel)))
                : DataChecks.Run(source, options, found, progress, cancel);
            return project is null ? Task.FromResult(Check(_ => { }, cancellationToken)) : project.FillAsync(Check, cancellationToken);
        });
        foreach (var (check, count) in summary.Counts)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,8}  {check.Name()}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.Total,8}  in all, in {clock.Elapsed.TotalSeconds:F1} s"));
        if (project is not null)
        {
            Console.WriteLine(project.Told);
        }

        return 0;
    }

    private static CheckSummary Write(Stream stream, bool collection, Func<Action<Finding>, CheckSummary> run)
    {
        using var writer = new FindingWriter(stream, collection);
        var summary = run(writer.Write);
        writer.Complete();
        return summary;
    }

    private static bool IsCollection(string output) =>
        Collections.Contains(Path.GetExtension(output), StringComparer.OrdinalIgnoreCase) ? true
        : Lines.Contains(Path.GetExtension(output), StringComparer.OrdinalIgnoreCase) ? false
        : throw new FormatException($"{output}: the name must end in {string.Join(", ", Collections.Concat(Lines))}.");

    private static HashSet<CheckKind> Chosen(string? names) => names is null
        ? [.. CheckKinds.All]
        : [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => CheckKinds.Parse(name)
            ?? throw new FormatException($"--only {name}: choose from {string.Join(", ", CheckKinds.All.Select(check => check.Name()))}."))];
}
