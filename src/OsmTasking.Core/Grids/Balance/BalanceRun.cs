using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>Parts the polygons of an area, one after another; subtrees side by side.</summary>
internal sealed class BalanceRun(BalanceOptions options, WorkSurvey survey, IProgress<BalanceProgress>? progress, int wanted, CancellationToken cancellationToken)
{
    /// <summary>Below this many units a subtree is not worth a thread.</summary>
    private const int Shared = 256;

    private int _done;

    internal IEnumerable<(Geometry Shape, double Minutes)> Split(BalancePart part, int tasks)
    {
        WorkUnit[] units = part.LandMinutes > 0 ? [.. part.Units, .. WorkUnits.Land(part.Region, part.Piece, part.LandMinutes, tasks)] : part.Units;
        var search = new CutSearch(part.Frame, units, options.Tolerance);
        if (options.FollowLines && tasks > 1
            && LineSplit.Run(part, units, tasks, survey.Lines, Cutting, options.Tolerance, cancellationToken) is { } along)
        {
            progress?.Report(new BalanceProgress(Interlocked.Add(ref _done, tasks), wanted));
            return along;
        }

        Func<Piece, List<Piece>> Cutting(WorkUnit[] all) => piece => Descend(new CutSearch(part.Frame, all, options.Tolerance), piece, report: false);
        var pieces = Descend(search, part.Piece with { Units = [.. Enumerable.Range(0, units.Length)], Tasks = tasks });
        return pieces.Select(piece => ((Geometry)piece.Shape(GeoJsonGeometry.Factory), piece.Units.Sum(unit => units[unit].Minutes)));
    }

    private List<Piece> Descend(CutSearch search, Piece piece, bool report = true)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (piece.Tasks == 1 || search.Find(piece) is not { } halves)
        {
            if (report)
            {
                progress?.Report(new BalanceProgress(Interlocked.Add(ref _done, piece.Tasks), wanted));
            }

            return [piece];
        }

        List<Piece> left = [], right = [];
        if (piece.Units.Length > Shared)
        {
            Parallel.Invoke(() => left = Descend(search, halves.Left, report), () => right = Descend(search, halves.Right, report));
        }
        else
        {
            (left, right) = (Descend(search, halves.Left, report), Descend(search, halves.Right, report));
        }

        left.AddRange(right);
        return left;
    }
}
