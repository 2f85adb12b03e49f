using System.CommandLine;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Grids.Balance;
using OsmTasking.Core.Grids.H3;
using OsmTasking.Extraction.AreaFiles;

namespace ReferenceApi.Commands;

/// <summary>Cuts an area into tasks; needs no database.</summary>
public static class SplitCommand
{
    public static Command Create(Action<Command, Func<ParseResult, CancellationToken, Task<int>>> run)
    {
        var area = new Argument<string>("AREA") { Description = "The area: GeoJSON, KML, KMZ, a zipped Shapefile, or an OSM file with a boundary." };
        var relation = new Option<string?>("--area-object") { Description = "Which object of an OSM file is the area: relation/ID or way/ID." };
        var output = new Option<string>("--output", "-o") { Description = "The GeoJSON file to write.", Required = true };
        var repair = new Option<bool>("--repair") { Description = "Repair an area that crosses itself, and cut off what lies beyond the map, instead of refusing it." };
        var zoom = new Option<int?>("--zoom") { Description = $"Web mercator tiles of this zoom, 0 to {Tile.DeepestZoom}. 14 is about 2.4 km at the equator." };
        var metres = new Option<double?>("--metres") { Description = $"Squares with sides of so many metres, {MetricGrid.Smallest} to {MetricGrid.Largest}." };
        var hexes = new Option<double?>("--hexes") { Description = $"Hexagons with edges of so many metres, {HexGrid.Shortest} to {HexGrid.Longest}." };
        var h3 = new Option<int?>("--h3") { Description = $"Cells of H3 of this resolution, 0 to {H3Cell.Finest}. 8 is about 0.74 km²." };
        var adaptive = new Option<double?>("--adaptive") { Description = "Tiles of several zooms with at most so many minutes of work; needs --extract." };
        var balanced = new Option<double?>("--balanced") { Description = "Tasks of so many minutes of work each." };
        var tasks = new Option<int?>("--tasks") { Description = $"So many tasks of equal work, 1 to {BalancedSplit.MostTasks}; of equal area without --extract." };
        var extract = new Option<string?>("--extract") { Description = "An .osm.pbf, .osm or .osm.gz file: what there is to map. No border cuts its buildings." };
        var lines = new Option<bool>("--follow-lines") { Description = "Lead the borders of balanced tasks along roads, rivers, railways and coasts where they can be." };
        var clip = new Option<bool>("--clip") { Description = "Cut tasks at the border of the area instead of keeping whole cells." };
        var least = new Option<double?>("--min-area") { Description = "Merge clipped tasks under so many m², and thin ones, into the neighbour with the longest common border." };
        var preview = new Option<string?>("--preview") { Description = "Draw the tasks into this SVG file." };
        var command = new Command("split", """
            Cut an area into tasks.

            Examples:
              osmtasking split area.geojson -o tasks.geojson --zoom 14 --clip
              osmtasking split area.geojson -o tasks.geojson --balanced 30 --extract malta.osm.pbf --preview tasks.svg
              osmtasking split malta.osm.pbf --area-object relation/365307 -o tasks.geojson --tasks 100 --extract malta.osm.pbf --follow-lines
            """)
        {
            area, output, relation, repair, zoom, metres, hexes, h3, adaptive, balanced, tasks, extract, lines, clip, least, preview,
        };
        run(command, (parsed, cancel) => RunAsync(
            parsed.GetValue(area)!,
            parsed.GetValue(relation),
            new AreaLimits { Wrap = true, Repair = parsed.GetValue(repair), CutPoles = parsed.GetValue(repair) },
            parsed.GetValue(output)!,
            new SplitPlan(parsed.GetValue(zoom), parsed.GetValue(metres), parsed.GetValue(hexes), parsed.GetValue(h3), parsed.GetValue(adaptive), parsed.GetValue(balanced), parsed.GetValue(tasks))
            {
                Extract = parsed.GetValue(extract),
                FollowLines = parsed.GetValue(lines),
                Clip = parsed.GetValue(clip),
                LeastSquareMetres = parsed.GetValue(least),
                Preview = parsed.GetValue(preview),
            },
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(string path, string? osmObject, AreaLimits limits, string output, SplitPlan plan, CancellationToken cancellationToken)
    {
        plan.Demand();
        var area = ReadArea(path, osmObject, limits, cancellationToken);
        if (plan is { Zoom: { } zoom, LeastSquareMetres: null, Preview: null })
        {
            // Straight to the file: a million tasks need no memory of their own.
            var count = NewFile.Write(output, stream => TileGrid.WriteGeoJson(area, zoom, plan.Clip, stream, new GridWriteOptions { RowsFromSouth = true }, cancellationToken));
            SplitReport.Count(area, count);
            return 0;
        }

        var survey = plan.Extract is { } file ? await SplitSurvey.ReadAsync(file, area, cancellationToken) : new WorkSurvey(WorkModel.Buildings);
        var (tasks, minutes, quality) = plan.Cut(area, survey, new BalanceBar(), cancellationToken);
        NewFile.Write(output, stream =>
        {
            SplitOutput.Write(stream, tasks, minutes);
            return 0;
        });
        if (plan.Preview is { } drawing)
        {
            NewFile.Write(drawing, stream =>
            {
                SplitPreview.Write(stream, area, tasks, minutes);
                return 0;
            });
        }

        SplitReport.Count(area, tasks.Count);
        SplitReport.Sizes(tasks, minutes, quality);
        return 0;
    }

    private static AreaOfInterest ReadArea(string path, string? osmObject, AreaLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            var read = AreaFile.Read(path, osmObject, limits, cancellationToken);
            foreach (var note in read is AreaResult.Accepted accepted ? accepted.Findings : [])
            {
                Console.Error.WriteLine($"{path}: {note.Path}{(note.Path.Length > 0 ? ": " : string.Empty)}{note.Message}");
            }

            return read.OrThrow();
        }
        catch (GeoJsonException fault)
        {
            throw new FormatException($"{path}: {fault.Message}", fault);
        }
    }

    /// <summary>Tells how far a balanced split is, ten times at most.</summary>
    private sealed class BalanceBar : IProgress<BalanceProgress>
    {
        private int _told;

        public void Report(BalanceProgress value)
        {
            var tenth = (int)(10L * value.Done / Math.Max(1, value.Total));
            if (value.Total >= 200 && tenth > Interlocked.Exchange(ref _told, Math.Max(_told, tenth)))
            {
                Console.Error.WriteLine($"split: {value.Done} of {value.Total} tasks");
            }
        }
    }
}
