using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>Splits an area into tasks of about equal work.</summary>
/// <remarks>
/// The area is parted in two again and again, in the proportion of the tasks either side is to become, by the border that
/// leaves the most compact pieces; each border is led round the buildings in its way and pulled tight. So tasks cover the area
/// without overlap, each is one polygon (but for islets), and no building with its centre in the area is cut. The same input gives the same
/// output, on any number of threads.
/// </remarks>
public static class BalancedSplit
{
    /// <summary>The most tasks of one split.</summary>
    public const int MostTasks = 100_000;

    /// <summary>Splits an area.</summary>
    /// <param name="area">The area. Parts with less than half a task's work, such as islets, go to the nearest task.</param>
    /// <param name="survey">What there is to map. With no work at all tasks get equal areas.</param>
    /// <param name="options">How large tasks are; null for the defaults.</param>
    /// <param name="progress">Told of every task that is final; may be called from several threads.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The tasks, numbered from 1, with their work and a record of the split's quality.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="GridLimitException">There would be more than <see cref="MostTasks"/> tasks.</exception>
    public static BalancedTasks Split(AreaOfInterest area, WorkSurvey survey, BalanceOptions? options = null, IProgress<BalanceProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(area);
        ArgumentNullException.ThrowIfNull(survey);
        options ??= new BalanceOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TaskCount ?? 1, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Tolerance, nameof(options));
        if (options.TargetMinutes is not > 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.TargetMinutes, "TargetMinutes must be more than 0");
        }

        var parts = Parts(area, survey, new Frame(area.Bounds));
        var total = parts.Sum(part => part.Work);
        var wanted = options.TaskCount ?? Math.Round(total / options.TargetMinutes);
        if (wanted > MostTasks)
        {
            throw new GridLimitException($"The split would have {wanted:F0} tasks; {MostTasks} are the most: choose larger tasks or a smaller area.");
        }

        var pieces = new List<(Geometry Shape, double Minutes)>();
        var tasks = (int)Math.Max(1, wanted);
        var islets = parts.OrderBy(part => part.Work).ThenBy(part => part.Piece.Area).Take(parts.Count - 1)
            .Where(part => total <= 0 || part.Work / total * tasks < 0.5).ToHashSet();
        var main = parts.Where(part => !islets.Contains(part)).ToList();
        var run = new BalanceRun(options, survey, progress, tasks, cancellationToken);
        foreach (var (part, share) in main.Zip(Apportion([.. main.Select(part => part.Work)], tasks)))
        {
            pieces.AddRange(run.Split(part, share));
        }

        foreach (var islet in parts.Where(islets.Contains))
        {
            Attach(islet, pieces);
        }

        TaskOutline[] outlines = [.. pieces.Select((piece, index) => new TaskOutline(index + 1, piece.Shape, null, IsSquare: false))];
        double[] minutes = [.. pieces.Select(piece => piece.Minutes)];
        return new BalancedTasks(outlines, minutes, QualityMeasure.Of(area, survey, outlines, minutes));
    }

    /// <summary>Shares tasks out by largest remainders; every part gets one at least.</summary>
    internal static int[] Apportion(double[] work, int tasks)
    {
        var total = work.Sum();
        var exact = Array.ConvertAll(work, part => total > 0 ? part / total * tasks : (double)tasks / work.Length);
        var shares = Array.ConvertAll(exact, share => Math.Max(1, (int)share));
        foreach (var index in Enumerable.Range(0, work.Length).OrderByDescending(index => exact[index] - shares[index]).ThenBy(index => index).Take(Math.Max(0, tasks - shares.Sum())))
        {
            shares[index]++;
        }

        return shares;
    }

    /// <summary>Gives a part with less than half a task's work to the nearest task, which is then of several pieces.</summary>
    private static void Attach(BalancePart islet, List<(Geometry Shape, double Minutes)> pieces)
    {
        var shape = islet.Piece.Shape(GeoJsonGeometry.Factory);
        var nearest = Enumerable.Range(0, pieces.Count).OrderBy(index => pieces[index].Shape.EnvelopeInternal.Distance(shape.EnvelopeInternal)).Take(8)
            .MinBy(index => pieces[index].Shape.Distance(shape));
        var (whole, minutes) = pieces[nearest];
        var polygons = Enumerable.Range(0, whole.NumGeometries).Select(part => (Polygon)whole.GetGeometryN(part)).Append(shape);
        pieces[nearest] = (GeoJsonGeometry.Factory.CreateMultiPolygon([.. polygons]), minutes + islet.Work);
    }

    private static List<BalancePart> Parts(AreaOfInterest area, WorkSurvey survey, Frame frame)
    {
        var parts = new List<BalancePart>();
        for (var index = 0; index < area.Shape.NumGeometries; index++)
        {
            var polygon = (Polygon)area.Shape.GetGeometryN(index);
            var piece = new Piece([.. WorkUnits.Rings(polygon, frame)], [], 1);
            var region = new Region(piece.Rings);
            var units = WorkUnits.Of(region, survey, frame, polygon);
            parts.Add(new BalancePart(piece, region, units, survey.Model.PerSquareKilometre * piece.Area / 1e6, frame) { Shape = polygon });
        }

        // Where nothing is known every square metre is work.
        return parts.Sum(part => part.Work) > 0 ? parts : parts.ConvertAll(part => part with { LandMinutes = part.Piece.Area / 1e6 });
    }
}

/// <summary>One polygon of the area, and the work in it.</summary>
internal sealed record BalancePart(Piece Piece, Region Region, WorkUnit[] Units, double LandMinutes, Frame Frame)
{
    internal required Polygon Shape { get; init; }

    internal double Work => Units.Sum(unit => unit.Minutes) + LandMinutes;
}

/// <summary>The tasks of a balanced split.</summary>
/// <param name="Tasks">The tasks, each one polygon, numbered from 1.</param>
/// <param name="Minutes">The work of each.</param>
/// <param name="Quality">How good the split is.</param>
public sealed record BalancedTasks(IReadOnlyList<TaskOutline> Tasks, IReadOnlyList<double> Minutes, SplitQuality Quality);
