using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids.Balance;

namespace OsmTasking.Core.Grids;

/// <summary>What counts as a sliver: too small or too thin to be worth a task of its own.</summary>
/// <param name="MinSquareMetres">Smaller clipped cells are slivers; m², 0 or more. The default is 2,000.</param>
/// <param name="MinShare">So are those with less than this share of the largest cell; 0 to 1. The default is 5 %.</param>
/// <param name="MinWidth">And those whose mean width, twice the area over the perimeter, is less; metres. The default is 10.</param>
public sealed record SliverPolicy(double MinSquareMetres = 2000, double MinShare = 0.05, double MinWidth = 10);

/// <summary>Merges slivers into their neighbours; nothing of the area is lost.</summary>
public static class SliverMerge
{
    /// <summary>Shared borders are found to this many degrees' fraction, about 0.1 mm.</summary>
    private static readonly PrecisionModel Fine = new(1e9);

    /// <summary>Merges each sliver into the neighbour with which it shares the longest border; of equals the one with the smaller key.</summary>
    /// <param name="tasks">The cells of a grid; whole cells are never slivers.</param>
    /// <param name="policy">What is a sliver; null for the defaults.</param>
    /// <returns>The cells left, in their order. They keep their keys and list those of the slivers they took in; slivers without neighbours stay and are flagged.</returns>
    public static IReadOnlyList<GridTask> Apply(IReadOnlyList<GridTask> tasks, SliverPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        policy ??= new SliverPolicy();
        var largest = tasks.Where(task => task.IsWhole).Take(1).Concat(tasks.Where(task => !task.IsWhole)).Select(task => SphericalArea.SquareMetres(task.Shape)).DefaultIfEmpty().Max();
        var least = Math.Max(policy.MinSquareMetres, policy.MinShare * largest);
        bool IsSliver(GridTask task) => !task.IsWhole && (SphericalArea.SquareMetres(task.Shape) < least || Width(task.Shape) < policy.MinWidth);

        var left = tasks.ToArray<GridTask?>();
        var slivers = Enumerable.Range(0, left.Length).Where(index => IsSliver(left[index]!))
            .OrderBy(index => SphericalArea.SquareMetres(left[index]!.Shape)).ThenBy(index => left[index]!.Key, StringComparer.Ordinal).ToList();
        if (slivers.Count == 0)
        {
            return tasks;
        }

        var near = Near(left, slivers);
        foreach (var sliver in slivers)
        {
            if (!IsSliver(left[sliver]!))
            {
                continue; // Another sliver made it large enough.
            }

            var best = (Index: -1, Length: 0.0);
            foreach (var other in near.Query(left[sliver]!.Shape.EnvelopeInternal).Where(other => other != sliver && left[other] is not null).OrderBy(other => left[other]!.Key, StringComparer.Ordinal))
            {
                var shared = Shared(left[sliver]!.Shape, left[other]!.Shape);
                best = shared > best.Length ? (other, shared) : best;
            }

            if (best.Index < 0)
            {
                left[sliver] = left[sliver]! with { IsLoneSliver = true };
                continue;
            }

            var (into, gone) = (left[best.Index]!, left[sliver]!);
            var union = OverlayNGRobust.Union([into.Shape, gone.Shape]);
            left[best.Index] = into with { Shape = GeoJsonGeometry.Factory.CreateGeometry(union), IsWhole = false, MergedKeys = [.. into.MergedKeys, gone.Key, .. gone.MergedKeys] };
            left[sliver] = null;
            near.Insert(union.EnvelopeInternal, best.Index);
        }

        return [.. left.OfType<GridTask>()];
    }

    private static Neighbours Near(GridTask?[] tasks, List<int> slivers)
    {
        // Slivers are few and cells many: only cells that touch a sliver's box can be its neighbours.
        var boxes = new STRtree<int>();
        slivers.ForEach(index => boxes.Insert(tasks[index]!.Shape.EnvelopeInternal, index));
        boxes.Build();
        var near = new Neighbours();
        for (var index = 0; index < tasks.Length; index++)
        {
            var box = tasks[index]!.Shape.EnvelopeInternal;
            if (boxes.Query(box).Count > 0)
            {
                near.Insert(box, index);
            }
        }

        return near;
    }

    private static double Shared(Geometry a, Geometry b)
    {
        var meeting = NetTopologySuite.Operation.OverlayNG.OverlayNG.Overlay(a.Boundary, b.Boundary, SpatialFunction.Intersection, Fine);
        return meeting.Length;
    }

    private static double Width(Geometry shape)
    {
        var frame = new Frame(shape.EnvelopeInternal);
        var perimeter = 0.0;
        for (var part = 0; part < shape.NumGeometries; part++)
        {
            perimeter += WorkUnits.Rings((Polygon)shape.GetGeometryN(part), frame).Sum(ring => new Piece([ring], [], 1).Perimeter);
        }

        return 2 * SphericalArea.SquareMetres(shape) / perimeter;
    }

    /// <summary>Cells by their boxes; unlike a tree, it takes more while it is asked.</summary>
    private sealed class Neighbours
    {
        private readonly NetTopologySuite.Index.Quadtree.Quadtree<int> _tree = new();
        private readonly Dictionary<int, Envelope> _boxes = [];

        internal void Insert(Envelope box, int index)
        {
            _tree.Insert(box, index);
            _boxes[index] = box;
        }

        internal IEnumerable<int> Query(Envelope box) => _tree.Query(box).Distinct().Where(index => _boxes[index].Intersects(box));
    }
}
