using System.CommandLine;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Formats;

namespace ReferenceApi.Commands;

/// <summary>Extracts features from a file into a file; needs no database.</summary>
public static class ExtractCommand
{
    public static Command Create(Action<Command, Func<ParseResult, CancellationToken, Task<int>>> run)
    {
        var file = new Argument<string>("FILE") { Description = "An .osm.pbf, .osm or .osm.gz file." };
        var output = new Option<string>("--output", "-o") { Description = "The GeoJSON file to write.", Required = true };
        var area = new Option<string?>("--area") { Description = "A GeoJSON file; only features that have a point in common with it." };
        var filter = new Option<string?>("--filter") { Description = "Only features with these tags, such as: building and not building=no" };
        var command = new Command("extract", "Turn OSM objects into GeoJSON features.\n\nExample: osmtasking extract malta.osm.pbf -o roads.geojson --filter highway=primary,secondary") { file, output, area, filter };
        run(command, (parsed, cancel) => RunAsync(parsed.GetValue(file)!, parsed.GetValue(output)!, parsed.GetValue(area), parsed.GetValue(filter), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string path, string output, string? area, string? filter, CancellationToken cancellationToken)
    {
        var source = OsmFile.Open(path);
        var options = new ExtractOptions
        {
            Tags = filter is null ? null : TagFilter.Parse(filter),
            Area = area is null ? null : new AreaFilter(ReadArea(area).Shape),
        };
        var summary = await ProgressBar.ShowAsync($"extract {Path.GetFileName(path)}", progress => Task.FromResult(NewFile.Write(output, stream =>
            Extractor.Write(source, options, new GeoJsonFormat(), stream, progress, cancellationToken))));
        Console.WriteLine(FeatureStoreSink.Describe(summary));
        return 0;
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
}

/// <summary>Files that appear only when they are complete.</summary>
internal static class NewFile
{
    /// <summary>Writes beside the target and renames at the end; on failure nothing is left behind.</summary>
    internal static T Write<T>(string path, Func<Stream, T> write)
    {
        var fresh = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            T result;
            using (var stream = new FileStream(fresh, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                result = write(stream);
            }

            File.Move(fresh, path, overwrite: true);
            return result;
        }
        finally
        {
            File.Delete(fresh);
        }
    }
}
