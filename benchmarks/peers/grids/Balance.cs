using System.Diagnostics;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids.Balance;

namespace OsmTasking.Benchmarks;

/// <summary>Balanced splits of real extracts given as GeoJSON, or of a place laid out side by side many times.</summary>
internal static class Balance
{
    /// <summary>Splits, and prints what it took and how good the tasks are.</summary>
    /// <param name="areaFile">The area, GeoJSON; with copies it gives way to a box round them all.</param>
    /// <param name="extract">Features with tags, GeoJSON.</param>
    /// <param name="each">Buildings a task.</param>
    /// <param name="lines">Whether borders follow lines.</param>
    /// <param name="copies">How often the place is laid out, in rows, without overlap.</param>
    /// <param name="output">A file for the tasks as WKT; may be null.</param>
    internal static void Run(string areaFile, string extract, int each, bool lines, int copies, string? output)
    {
        var area = AreaOfInterest.Parse(File.ReadAllBytes(areaFile)).OrThrow();
        var (buildings, ways) = Read(extract, lines);
        if (copies > 1)
        {
            // A copy on the next field begins where the last one ends; what reaches beyond the area goes with it.
            var box = new Envelope(area.Bounds);
            buildings.ForEach(building => box.ExpandToInclude(building.EnvelopeInternal));
            var columns = (int)Math.Ceiling(Math.Sqrt(copies));
            var fields = Enumerable.Range(0, copies).Select(copy => AffineTransformation.TranslationInstance(copy % columns * box.Width, copy / columns * box.Height)).ToList();
            (buildings, ways) = ([.. fields.SelectMany(field => buildings.Select(field.Transform))], [.. fields.SelectMany(field => ways.Select(field.Transform))]);
            var all = fields.Select(field => field.Transform(GeoJsonGeometry.Factory.ToGeometry(box)).EnvelopeInternal).Aggregate(new Envelope(), (whole, one) => whole.ExpandedBy(one));
            area = AreaOfInterest.Of(GeoJsonGeometry.Factory.ToGeometry(all)).OrThrow();
        }

        var survey = new WorkSurvey(WorkModel.Buildings);
        buildings.ForEach(survey.AddBuilding);
        ways.ForEach(way => survey.AddBorderLine(way));

        var (before, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        var split = BalancedSplit.Split(area, survey, new BalanceOptions { TargetMinutes = each, FollowLines = lines });
        Console.WriteLine($"{Path.GetFileName(extract)}, {survey.Buildings} buildings, {each} each: {(Environment.CpuUsage.TotalTime - before).TotalSeconds:F2} CPU s, {clock.Elapsed.TotalSeconds:F2} s; work {split.Minutes.Min():F1}-{split.Minutes.Max():F1}, peak = {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
        Console.WriteLine(split.Quality);
        Console.WriteLine($"invalid {split.Tasks.Count(task => !task.Shape.IsValid)}, overlap {split.Tasks.Sum(task => task.Shape.Area) / area.Shape.Area - 1:E2}");
        for (var index = 0; index < split.Tasks.Count; index++)
        {
            if (split.Minutes[index] > 1.25 * split.Minutes.Average() || split.Minutes[index] < 0.7 * split.Minutes.Average())
            {
                Console.WriteLine($"uneven: {split.Minutes[index]}, {split.Tasks[index].Shape.NumPoints} points, at {split.Tasks[index].Shape.Centroid}");
            }
        }

        if (split.Quality.FootprintsCut > 0)
        {
            var tree = new NetTopologySuite.Index.Strtree.STRtree<Geometry>();
            foreach (var task in split.Tasks)
            {
                tree.Insert(task.Shape.EnvelopeInternal, task.Shape);
            }

            foreach (var building in buildings.Where(building => tree.Query(building.EnvelopeInternal).Select(task => task.Intersection(building).Area / building.Area).Count(share => share > 0.01) > 1))
            {
                Console.WriteLine($"cut: {string.Join(", ", tree.Query(building.EnvelopeInternal).Select(task => task.Intersection(building).Area / building.Area))} of {building}");
            }
        }

        if (output is not null)
        {
            File.WriteAllLines(output, split.Tasks.Select(task => task.Shape.AsText()));
        }
    }

    private static (List<Geometry> Buildings, List<Geometry> Ways) Read(string extract, bool lines)
    {
        var (buildings, ways) = (new List<Geometry>(), new List<Geometry>());
        using var document = JsonDocument.Parse(File.ReadAllBytes(extract));
        foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
        {
            var properties = feature.GetProperty("properties");
            var tags = properties.TryGetProperty("tags", out var nested) ? nested : properties;
            var geometry = feature.GetProperty("geometry");
            var kind = geometry.GetProperty("type").GetString();
            if (kind is "Polygon" or "MultiPolygon" && tags.TryGetProperty("building", out _))
            {
                buildings.Add(GeoJsonGeometry.ReadArea(geometry));
            }
            else if (lines && kind == "LineString" && Divides(tags))
            {
                ways.Add(GeoJsonGeometry.Factory.CreateLineString([.. geometry.GetProperty("coordinates").EnumerateArray().Select(place => new Coordinate(place[0].GetDouble(), place[1].GetDouble()))]));
            }
        }

        return (buildings, ways);
    }

    private static bool Divides(JsonElement tags) =>
        tags.TryGetProperty("highway", out _) || tags.TryGetProperty("waterway", out _) || tags.TryGetProperty("railway", out _)
        || (tags.TryGetProperty("natural", out var natural) && natural.GetString() == "coastline");
}
