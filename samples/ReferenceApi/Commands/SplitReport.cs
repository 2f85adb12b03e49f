using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Grids.Balance;

namespace ReferenceApi.Commands;

/// <summary>Says on the terminal how many tasks there are and how good they are.</summary>
internal static class SplitReport
{
    internal static void Count(AreaOfInterest area, int tasks) =>
        Console.WriteLine($"{tasks} tasks over {area.SquareMetres / 1e6:F2} km², {area.SquareMetres / 1e6 / Math.Max(1, tasks):F3} km² each on average");

    internal static void Sizes(IReadOnlyList<GridTask> tasks, IReadOnlyList<double>? minutes, SplitQuality? quality)
    {
        var areas = tasks.Select(task => SphericalArea.SquareMetres(task.Shape) / 1e6).Order().ToList();
        if (areas.Count > 0)
        {
            Row("area, km²", $"{areas[0]:F4} least, {areas[areas.Count / 2]:F4} median, {areas[^1]:F4} most");
        }

        if (tasks.Sum(task => task.MergedKeys.Count) is > 0 and var merged)
        {
            Row("slivers", $"{merged} merged into neighbours, {tasks.Count(task => task.IsLoneSliver)} without neighbours stay");
        }

        if (minutes is { Count: > 0 } && quality is not null)
        {
            Row("work, minutes", $"{minutes.Min():F1} least, {minutes.Average():F1} mean, {minutes.Max():F1} most");
            Row("largest / mean", $"{quality.MaxToMean:F2}; {quality.ShareWithinQuarter:P0} of tasks within a quarter of the mean");
            Row("buildings cut", $"{quality.FootprintsCut}");
            Row("area covered", $"{quality.CoveredShare:P2}; {quality.TasksInSeveralPieces} tasks in several pieces");
            if (quality.BorderOnLinesShare > 0)
            {
                Row("borders on lines", $"{quality.BorderOnLinesShare:P0} of their length (roads, rivers, railways, coasts)");
            }

            Row("compactness", $"{quality.MeanCompactness:F2} mean, {quality.LowCompactness:F2} for the worst twentieth (Polsby-Popper: a square has 0.79)");
        }
    }

    private static void Row(string name, string value) => Console.WriteLine($"  {name,-17} {value}");
}
