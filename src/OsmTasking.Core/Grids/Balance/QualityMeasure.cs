using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>Measures a split from the outside, with general overlays.</summary>
internal static class QualityMeasure
{
    internal static SplitQuality Of(AreaOfInterest area, WorkSurvey survey, IReadOnlyList<TaskOutline> tasks, IReadOnlyList<double> minutes)
    {
        var frame = new Frame(area.Bounds);
        var mean = minutes.Average();
        var compact = tasks.Select(task => Compactness(task.Shape, frame)).Order().ToList();
        return new SplitQuality(
            tasks.Count,
            mean > 0 ? minutes.Max() / mean : 1,
            mean > 0 ? Math.Sqrt(minutes.Average(work => (work - mean) * (work - mean))) / mean : 0,
            minutes.Count(work => Math.Abs(work - mean) <= mean / 4) / (double)minutes.Count,
            Cut(area, survey, tasks),
            tasks.Count(task => task.Shape is not Polygon),
            Math.Min(1, tasks.Sum(task => task.Shape.Area) / area.Shape.Area),
            compact.Average(),
            compact[(int)(compact.Count * 0.05)],
            LineShare.Of(tasks, survey.Lines, frame));
    }

    private static double Compactness(Geometry shape, Frame frame)
    {
        var rings = Enumerable.Range(0, shape.NumGeometries).Select(part => (Polygon)shape.GetGeometryN(part)).SelectMany(polygon => WorkUnits.Rings(polygon, frame));
        return new Piece([.. rings], [], 1).Compactness;
    }

    /// <summary>Buildings of the area with more than 1 % of their area in each of two tasks.</summary>
    private static int Cut(AreaOfInterest area, WorkSurvey survey, IReadOnlyList<TaskOutline> tasks)
    {
        var tree = new STRtree<IPreparedGeometry>();
        foreach (var task in tasks)
        {
            tree.Insert(task.Shape.EnvelopeInternal, PreparedGeometryFactory.Prepare(task.Shape));
        }

        var whole = PreparedGeometryFactory.Prepare(area.Shape);
        return survey.Footprints.Count(building =>
        {
            var near = tree.Query(building.Outline.EnvelopeInternal);
            if (near.Count < 2)
            {
                return false;
            }

            var candidates = near.Where(task => task.Intersects(building.Outline)).ToList();
            if (candidates.Count < 2 || !whole.Intersects(building.Outline.Centroid))
            {
                return false;
            }

            var outline = building.Outline.IsValid ? building.Outline : NetTopologySuite.Geometries.Utilities.GeometryFixer.Fix(building.Outline);
            return candidates.Count(task => OverlayNGRobust.Overlay(task.Geometry, outline, SpatialFunction.Intersection).Area > outline.Area * 0.01) > 1;
        });
    }
}
