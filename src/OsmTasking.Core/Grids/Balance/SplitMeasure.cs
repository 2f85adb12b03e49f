using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>Measures how even and how good tasks are, whatever made them: a grid, people, or a balanced split that was edited.</summary>
public static class SplitMeasure
{
    /// <summary>Finds the work of each task.</summary>
    /// <param name="area">The area that was split.</param>
    /// <param name="survey">What there is to map; a building counts where its centroid lies, and where two tasks hold it, in the first.</param>
    /// <param name="tasks">The tasks; at least one.</param>
    /// <returns>The same tasks with their minutes and the quality of the split.</returns>
    public static BalancedTasks Of(AreaOfInterest area, WorkSurvey survey, IReadOnlyList<TaskOutline> tasks)
    {
        ArgumentNullException.ThrowIfNull(area);
        ArgumentNullException.ThrowIfNull(survey);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfZero(tasks.Count, nameof(tasks));
        var frame = new Frame(area.Bounds);
        var minutes = new double[tasks.Count];
        var regions = new Region[tasks.Count];
        var tree = new STRtree<int>();
        for (var index = 0; index < tasks.Count; index++)
        {
            var rings = Enumerable.Range(0, tasks[index].Shape.NumGeometries).SelectMany(part => WorkUnits.Rings((Polygon)tasks[index].Shape.GetGeometryN(part), frame)).ToList();
            minutes[index] = survey.Model.PerSquareKilometre * rings.Sum(Piece.RingArea) / 1e6;
            regions[index] = new Region(rings);
            tree.Insert(tasks[index].Shape.EnvelopeInternal, index);
        }

        foreach (var (longitude, latitude, work) in survey.Points.Concat(survey.Footprints.Select(building => (building.Outline.Centroid.X, building.Outline.Centroid.Y, building.Minutes))))
        {
            var spot = frame.Of(longitude, latitude);
            var holder = tree.Query(new Envelope(longitude, longitude, latitude, latitude)).Where(index => regions[index].Holds(spot.X, spot.Y)).DefaultIfEmpty(-1).Min();
            if (holder >= 0)
            {
                minutes[holder] += work;
            }
        }

        return new BalancedTasks(tasks, minutes, QualityMeasure.Of(area, survey, tasks, minutes));
    }
}
