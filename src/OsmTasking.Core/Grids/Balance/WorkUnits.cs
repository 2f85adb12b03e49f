using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>Makes the units of work of an area from what was surveyed.</summary>
internal static class WorkUnits
{
    /// <summary>Sample points of land a task, so that its work is known to a few percent.</summary>
    private const int SamplesEach = 48;

    private const int MostSamples = 400_000;

    /// <summary>The units whose place lies in one part of the area.</summary>
    internal static WorkUnit[] Of(Region region, WorkSurvey survey, Frame frame, Polygon shape)
    {
        var units = new List<WorkUnit>();
        units.AddRange(Buildings(region, survey, frame, shape));
        foreach (var (longitude, latitude, minutes) in survey.Points)
        {
            var spot = frame.Of(longitude, latitude);
            if (minutes > 0 && region.Holds(spot.X, spot.Y))
            {
                units.Add(new WorkUnit(spot.X, spot.Y, minutes, null, 0));
            }
        }

        return [.. units];
    }

    /// <summary>Land as sample points on a lattice, each with its share of the work of looking it over.</summary>
    internal static IEnumerable<WorkUnit> Land(Region region, Piece part, double minutes, int tasks)
    {
        var side = Math.Sqrt(part.Area / Math.Min(MostSamples, Math.Max(400, (long)tasks * SamplesEach)));
        var knots = part.Rings[0];
        var (west, east) = (knots.Min(knot => knot.At.X), knots.Max(knot => knot.At.X));
        var (south, north) = (knots.Min(knot => knot.At.Y), knots.Max(knot => knot.At.Y));
        var samples = new List<(double X, double Y)>();
        var row = 0;
        for (var y = south + (side / 2); y < north; y += side, row++)
        {
            // Each row is shifted a little, so that no straight cut meets many samples at once.
            for (var x = west + (side * ((row * 0.618) % 1)); x < east; x += side)
            {
                if (region.Holds(x, y))
                {
                    samples.Add((x, y));
                }
            }
        }

        return samples.Select(sample => new WorkUnit(sample.X, sample.Y, minutes / samples.Count, null, 0));
    }

    private static IEnumerable<WorkUnit> Buildings(Region region, WorkSurvey survey, Frame frame, Polygon shape)
    {
        var found = new List<(Polygon Outline, double Minutes, Spot Place)>();
        foreach (var (outline, minutes) in survey.Footprints)
        {
            var centre = outline.Centroid;
            var spot = frame.Of(centre.X, centre.Y);
            if (region.Holds(spot.X, spot.Y))
            {
                found.Add((outline, minutes, spot));
            }
        }

        var edge = NetTopologySuite.Geometries.Prepared.PreparedGeometryFactory.Prepare(shape.Boundary);
        var raw = found.ConvertAll(building => (
            Outline: edge.Intersects(building.Outline) ? Clip(building.Outline, shape) : building.Outline, building.Minutes, building.Place));
        return FootprintGroups.Join(raw, frame);
    }

    private static Polygon Clip(Polygon outline, Polygon shape)
    {
        var whole = outline.IsValid ? outline : NetTopologySuite.Geometries.Utilities.GeometryFixer.Fix(outline);
        var inside = OverlayNGRobust.Overlay(whole, shape, SpatialFunction.Intersection);
        return Enumerable.Range(0, inside.NumGeometries).Select(inside.GetGeometryN).OfType<Polygon>().MaxBy(part => part.Area) ?? outline;
    }

    internal static IEnumerable<Knot[]> Rings(Polygon polygon, Frame frame, Func<Spot, Spot, Seam>? seams = null)
    {
        seams ??= (from, to) => new Seam(from, to);
        foreach (var ring in Ring.Of(polygon))
        {
            var spots = new Spot[ring.Count];
            for (var index = 0; index < spots.Length; index++)
            {
                spots[index] = frame.Of(ring.At(index, 0), ring.At(index, 1));
            }

            yield return [.. spots.Select((spot, index) => new Knot(spot, seams(spot, spots[(index + 1) % spots.Length])))];
        }
    }
}
