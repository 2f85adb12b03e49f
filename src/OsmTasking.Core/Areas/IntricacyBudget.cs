using NetTopologySuite.Geometries;
using NetTopologySuite.Index;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Noding;

namespace OsmTasking.Core.Areas;

/// <summary>Bounds the work that the checks of a shape may take.</summary>
/// <remarks>
/// Validation and union compare every two edges whose boxes meet. For areas that people draw those are a few an edge, but half
/// a million parallel diagonals would make 10¹¹ pairs and hold a server for hours: such shapes are refused before.
/// </remarks>
internal sealed class IntricacyBudget : ISegmentIntersector, IItemVisitor<Envelope>
{
    /// <summary>The most pairs of edges, or of rings, whose boxes meet: about a second of work.</summary>
    internal const long MostPairs = 20_000_000;

    /// <summary>The most pairs of edges of different rings in a union, which each may become a vertex.</summary>
    internal const long MostCrossings = 2_000_000;

    /// <summary>Shapes with fewer vertices than this cannot exceed <see cref="MostPairs"/>.</summary>
    private const int Harmless = 6_000;

    private long _pairs;
    private long _crossings;

    private IntricacyBudget()
    {
    }

    bool ISegmentIntersector.IsDone
    {
        get
        {
            _pairs++; // Asked once for each two runs of edges whose boxes meet, which is work too.
            return _pairs > MostPairs;
        }
    }

    /// <summary>Whether the check of these polygons would take too long.</summary>
    internal static bool IsExceeded(IReadOnlyList<Polygon> polygons) => Weigh(polygons) is { _pairs: > MostPairs };

    /// <summary>Whether the union of these polygons would take too long.</summary>
    internal static bool IsExceededByUnion(IReadOnlyList<Polygon> polygons) => Weigh(polygons) is { _pairs: > MostPairs } or { _crossings: > MostCrossings };

    void ISegmentIntersector.ProcessIntersections(ISegmentString e0, int segIndex0, ISegmentString e1, int segIndex1)
    {
        _pairs++;
        if (e0 != e1)
        {
            _crossings++;
        }
    }

    void IItemVisitor<Envelope>.VisitItem(Envelope item) => _pairs++;

    private static IntricacyBudget? Weigh(IReadOnlyList<Polygon> polygons)
    {
        if (polygons.Sum(polygon => (long)polygon.NumPoints) < Harmless)
        {
            return null;
        }

        var rings = polygons.SelectMany(polygon => polygon.InteriorRings.Prepend(polygon.ExteriorRing)).ToList();
        var budget = new IntricacyBudget();
        var tree = new STRtree<Envelope>();
        rings.ForEach(ring => tree.Insert(ring.EnvelopeInternal, ring.EnvelopeInternal));
        for (var index = 0; index < rings.Count && budget._pairs <= MostPairs; index++)
        {
            tree.Query(rings[index].EnvelopeInternal, budget);
        }

        if (budget._pairs <= MostPairs)
        {
            budget._pairs = 0;
            new MCIndexNoder(budget).ComputeNodes([.. rings.Select(ring => new BasicSegmentString(ring.Coordinates, null))]);
        }

        return budget;
    }
}
