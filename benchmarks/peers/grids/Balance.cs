using System.Diagnostics;
using System.Text.Json;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids.Balance;

namespace OsmTasking.Benchmarks;

/// <summary>Balanced splits of real extracts given as GeoJSON.</summary>
internal static class Balance
{
    internal static void Run(string areaFile, string extract, int each, bool lines, string? output)
    {
        var area = AreaOfInterest.Parse(File.ReadAllBytes(areaFile)).OrThrow();
        var survey = new WorkSurvey(WorkModel.Buildings);
        using var document = JsonDocument.Parse(File.ReadAllBytes(extract));
        foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
        {
            var properties = feature.GetProperty("properties");
            var tags = properties.TryGetProperty("tags", out var nested) ? nested : properties;
            var geometry = feature.GetProperty("geometry");
            if (tags.TryGetProperty("building", out _) && geometry.GetProperty("type").GetString() is "Polygon" or "MultiPolygon")
            {
                if (tags.TryGetProperty("building", out _))
                {
                    Buildings.Add(GeoJsonGeometry.ReadArea(geometry));
                    survey.AddBuilding(Buildings[^1]);
                }
            }
            else if (lines && geometry.GetProperty("type").GetString() == "LineString" && (tags.TryGetProperty("highway", out _) || tags.TryGetProperty("waterway", out _) || tags.TryGetProperty("railway", out _) || (tags.TryGetProperty("natural", out var natural) && natural.GetString() == "coastline")))
            {
                survey.AddBorderLine(GeoJsonGeometry.Factory.CreateLineString([.. geometry.GetProperty("coordinates").EnumerateArray().Select(place => new Coordinate(place[0].GetDouble(), place[1].GetDouble()))]));
            }
        }

        var (before, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        var split = BalancedSplit.Split(area, survey, new BalanceOptions { TargetMinutes = each, FollowLines = lines });
        Console.WriteLine($"{Path.GetFileName(extract)}, {survey.Buildings} buildings, {each} each: {(Environment.CpuUsage.TotalTime - before).TotalSeconds:F2} CPU s, {clock.Elapsed.TotalSeconds:F2} s; work {split.Minutes.Min():F1}-{split.Minutes.Max():F1}");
        Console.WriteLine(split.Quality);
        for (var index = 0; index < split.Tasks.Count; index++)
        {
            if (split.Minutes[index] < 0.7 * split.Minutes.Average())
            {
                Console.WriteLine($"light: {split.Minutes[index]} {split.Tasks[index].Shape.NumPoints} points, at {split.Tasks[index].Shape.Centroid}, neighbours {string.Join(' ', Enumerable.Range(0, split.Tasks.Count).Where(other => other != index && split.Tasks[other].Shape.Distance(split.Tasks[index].Shape) == 0).Select(other => split.Minutes[other]))}");
            }
        }

        foreach (var building in Split(split))
        {
            Console.WriteLine($"cut: {building}");
        }

        Console.WriteLine($"invalid {split.Tasks.Count(task => !task.Shape.IsValid)}, overlap {split.Tasks.Sum(task => task.Shape.Area) / area.Shape.Area - 1:E2}");
        for (var index = 0; index < split.Tasks.Count; index++)
        {
            if (split.Minutes[index] > 1.5 * split.Minutes.Average())
            {
                Console.WriteLine($"heavy: {split.Minutes[index]} {split.Tasks[index].Shape.NumPoints} points, at {split.Tasks[index].Shape.Centroid}");
            }
        }

        if (output is not null)
        {
            File.WriteAllLines(output, split.Tasks.Select(task => task.Shape.AsText()));
        }
    }

    private static IEnumerable<Geometry> Split(BalancedTasks split)
    {
        if (split.Quality.FootprintsCut == 0)
        {
            return [];
        }

        return Buildings.Where(building => split.Tasks.Count(task => task.Shape.Intersects(building) && task.Shape.Intersection(building).Area > building.Area * 0.01) > 1);
    }

    private static readonly List<Geometry> Buildings = [];
}
