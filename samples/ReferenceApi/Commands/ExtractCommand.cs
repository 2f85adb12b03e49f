using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Geometries;
using OsmTasking.Extraction.Pbf;
using OsmTasking.Extraction.Subsets;

namespace ReferenceApi.Commands;

/// <summary>Extracts features, or OSM data, from a file into a file; needs no database.</summary>
public static class ExtractCommand
{
    private static readonly Argument<string> Source = new("FILE") { Description = "An .osm.pbf, .osm or .osm.gz file." };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "The file to write; its ending names the format.", Required = true };
    private static readonly Option<string?> Format = new("--format", "-f") { Description = $"The format, if the ending does not say: {ExtractFormats.Names}." };
    private static readonly Option<string?> Filter = new("--filter") { Description = "Only what has these tags, such as: building and not building=no; point: amenity" };
    private static readonly Option<string?> FilterFile = new("--filter-file") { Description = "A file with the filter as JSON." };
    private static readonly Option<string?> Area = new("--area") { Description = "A GeoJSON file with the area." };
    private static readonly Option<string?> Box = new("--bbox") { Description = "West,south,east,north in degrees, instead of --area." };
    private static readonly Option<string> Relation = new("--relation") { Description = "What counts as in the area: intersects, within, or clip (only the part inside).", DefaultValueFactory = _ => "intersects" };
    private static readonly Option<string> Kinds = new("--kinds") { Description = "Kinds of objects: nodes,ways,relations.", DefaultValueFactory = _ => "nodes,ways,relations" };
    private static readonly Option<string> Attributes = new("--attributes") { Description = "What to write beside the tags: all, none, or some of type,id,version,changeset,timestamp,userid,user,problem.", DefaultValueFactory = _ => "all" };
    private static readonly Option<string?> Keys = new("--keys") { Description = "Keys that get columns of their own (csv, flatgeobuf, geopackage, shapefile), by commas." };
    private static readonly Option<bool> Topological = new("--topological") { Description = "Every closed way is an area, whatever its tags, as in raw-data-api." };
    private static readonly Option<bool> Untagged = new("--untagged") { Description = "Objects without tags too." };
    private static readonly Option<bool> Repair = new("--repair") { Description = "Keep areas that cross themselves or do not close, as lines with @problem." };
    private static readonly Option<string?> Problems = new("--problems") { Description = "A text file to list every problem in: object, reason, place." };
    private static readonly Option<string?> NodeFile = new("--node-file") { Description = "A file to hold node locations while it runs, for more nodes than memory holds." };
    private static readonly Option<string> Complete = new("--complete") { Description = "For OSM output, what comes along with what is chosen: none, ways, areas, relations.", DefaultValueFactory = _ => "areas" };
    private static readonly Option<int> MaxZoom = new("--max-zoom") { Description = "The last zoom of tiles, 0 to 16.", DefaultValueFactory = _ => 14 };

    public static Command Create(Action<Command, Func<ParseResult, CancellationToken, Task<int>>> run)
    {
        var command = new Command("extract", """
            Turn OSM objects into features, or take a part of an OSM file.

            Examples:
              osmtasking extract malta.osm.pbf -o roads.geojson --filter highway=primary,secondary
              osmtasking extract malta.osm.pbf -o malta.gpkg --keys name,building,highway
              osmtasking extract malta.osm.pbf -o valletta.osm.pbf --bbox 14.50,35.89,14.52,35.91
              osmtasking extract malta.osm.pbf -o malta.pmtiles --max-zoom 12
            """)
        {
            Source, Output, Format, Filter, FilterFile, Area, Box, Relation, Kinds, Attributes, Keys, Topological, Untagged, Repair, Problems, NodeFile, Complete, MaxZoom,
        };
        run(command, RunAsync);
        return command;
    }

    internal static AreaOfInterest ReadArea(string path)
    {
        try
        {
            return AreaOfInterest.Parse(File.ReadAllBytes(path)).OrThrow();
        }
        catch (GeoJsonException fault)
        {
            throw new FormatException($"{path}: {fault.Message}", fault);
        }
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (path, output) = (parsed.GetValue(Source)!, parsed.GetValue(Output)!);
        var format = ExtractFormats.Of(output, parsed.GetValue(Format));
        var source = OsmFile.Open(path);
        var clock = Stopwatch.StartNew();
        var told = format == "osm"
            ? await SubsetAsync(parsed, source, path, output, cancellationToken)
            : await FeaturesAsync(parsed, source, format, path, output, cancellationToken);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 / (1024 * 1024);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{told}\n{new FileInfo(path).Length / 1e6:F1} MB read in {clock.Elapsed.TotalSeconds:F1} s, {peak} MB of memory at the most"));
        return 0;
    }

    private static async Task<string> FeaturesAsync(ParseResult parsed, IOsmSource source, string format, string path, string output, CancellationToken cancellationToken)
    {
        if (source is PbfFile file && file.ReadHeader().RequiredFeatures.Contains("HistoricalInformation"))
        {
            throw new FormatException($"{path}: a history file has many versions of each object; choose a time first (osmium time-filter).");
        }

        var choices = new FormatChoices(ChosenAttributes(parsed.GetValue(Attributes)!), Split(parsed.GetValue(Keys) ?? ""), parsed.GetValue(MaxZoom));
        using var problems = parsed.GetValue(Problems) is { } list ? new StreamWriter(list) : null;
        var options = new ExtractOptions
        {
            Kinds = ChosenKinds(parsed),
            Tags = ChosenTags(parsed),
            Area = ChosenArea(parsed),
            AreaRules = parsed.GetValue(Topological) ? AreaRules.Topological : AreaRules.Default,
            Untagged = parsed.GetValue(Untagged),
            Repair = parsed.GetValue(Repair),
            LocationFile = parsed.GetValue(NodeFile),
            OnProblem = problems is null ? null : problem => problems.WriteLine(problem.ToString()),
        };
        var summary = await ProgressBar.ShowAsync($"extract {Path.GetFileName(path)}", progress => Task.FromResult(
            NewFile.WriteTo(output, fresh => ExtractFormats.Write(format, source, options, choices, fresh, progress, cancellationToken))));
        return Summary.Describe(summary);
    }

    private static async Task<string> SubsetAsync(ParseResult parsed, IOsmSource source, string path, string output, CancellationToken cancellationToken)
    {
        var options = new SubsetOptions
        {
            Kinds = ChosenKinds(parsed),
            Tags = ChosenTags(parsed),
            Area = ChosenArea(parsed),
            Completeness = Chosen<Completeness>("--complete", parsed.GetValue(Complete)!),
        };
        var header = source is PbfFile file ? OsmHeader.From(file.ReadHeader()) with { WritingProgram = "OsmTasking", Bounds = null, Sorted = null } : new();
        var summary = await ProgressBar.ShowAsync($"extract {Path.GetFileName(path)}", progress => Task.FromResult(NewFile.WriteTo(output, fresh =>
        {
            using var target = OsmFile.Create(fresh, header);
            return Subset.Write(source, options, target, ProgressBar.OfOneReading(progress, source), cancellationToken);
        })));
        return $"{summary.Nodes} nodes, {summary.Ways} ways, {summary.Relations} relations";
    }

    private static TagFilter? ChosenTags(ParseResult parsed) => (parsed.GetValue(Filter), parsed.GetValue(FilterFile)) switch
    {
        (not null, not null) => throw new FormatException("--filter and --filter-file: give one of them."),
        ({ } text, _) => TagFilter.Parse(text),
        (_, { } file) => TagFilter.ParseJson(File.ReadAllBytes(file)),
        _ => null,
    };

    private static AreaFilter? ChosenArea(ParseResult parsed)
    {
        var relation = Chosen<AreaRelation>("--relation", parsed.GetValue(Relation)!);
        return (parsed.GetValue(Area), parsed.GetValue(Box)) switch
        {
            (not null, not null) => throw new FormatException("--area and --bbox: give one of them."),
            ({ } file, _) => new AreaFilter(ReadArea(file).Shape, relation),
            (_, { } box) => new AreaFilter(ReadBox(box), relation),
            _ => null,
        };
    }

    private static Geometry ReadBox(string text)
    {
        var sides = text.Split(',');
        var numbers = new double[4];
        for (var i = 0; i < 4; i++)
        {
            if (sides.Length != 4 || !double.TryParse(sides[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw new FormatException($"--bbox {text}: must be west,south,east,north in degrees.");
            }
        }

        var (west, south, east, north) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        return west >= -180 && west < east && east <= 180 && south >= -90 && south < north && north <= 90
            ? new GeometryFactory(new PrecisionModel(), 4326).ToGeometry(new Envelope(west, east, south, north))
            : throw new FormatException($"--bbox {text}: west must be less than east within -180 to 180, south less than north within -90 to 90.");
    }

    private static OsmKinds ChosenKinds(ParseResult parsed) =>
        Split(parsed.GetValue(Kinds)!).Aggregate(OsmKinds.None, (kinds, name) => kinds | Chosen<OsmKinds>("--kinds", name));

    private static FeatureAttributes ChosenAttributes(string text) =>
        Split(text).Aggregate(FeatureAttributes.None, (attributes, name) => attributes | Chosen<FeatureAttributes>("--attributes", name));

    private static T Chosen<T>(string option, string name)
        where T : struct, Enum =>
        Enum.GetNames<T>().FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Enum.Parse<T>(found)
            : throw new FormatException($"{option} {name}: choose from {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
