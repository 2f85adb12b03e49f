using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Geometries;

/// <summary>
/// Builds the polygons that ways enclose, whatever the order, direction and roles of the ways. Reusable; nothing is
/// allocated once its arrays have grown.
/// </summary>
/// <remarks>
/// 1. Ways become segments; pairs of equal ones cancel. 2. A sweep finds open ends and crossings, or the side of each segment on which
/// the area lies (<see cref="SegmentSweep"/>). 3. Walking with the area on the left, and at each node turning as far left as
/// there is a way, follows the edge of one connected piece of area. 4. A walk that comes back to a node is cut there into rings that do not touch
/// themselves: counter-clockwise is an outer ring, clockwise a hole. 5. The segment below a hole tells whose hole it is.
/// Step 3 separates outer rings that touch, step 4 holes that touch each other or the outer ring, so every polygon is valid
/// in the sense of OGC Simple Features.
/// </remarks>
internal sealed class MultipolygonAssembler
{
    private readonly SegmentSweep _sweep = new();
    private readonly RingSet _rings = new();
    private readonly List<int> _stack = [];
    private int[] _walkOfSegment = [];
    private int[] _placeOnStack = [];

    /// <summary>Gets where assembling failed.</summary>
    internal ulong ProblemAt => _sweep.ProblemAt;

    internal void Clear() => _sweep.Clear();

    /// <summary>Adds a way. All locations must be on the globe (<see cref="PackedLocation.IsOnGlobe(ulong)"/>).</summary>
    internal void Add(ReadOnlySpan<ulong> way) => _sweep.Add(way);

    /// <summary>Builds the area: a polygon where there is one outer ring, otherwise a multipolygon.</summary>
    /// <returns><see cref="ProblemReason.None"/>, or why there is no area; then <paramref name="into"/> is unchanged.</returns>
    internal ProblemReason Assemble(PackedGeometry into)
    {
        var problem = _sweep.Run();
        if (problem != ProblemReason.None)
        {
            return problem;
        }

        WalkAll();
        var outers = _rings.Write(into);
        into.Become(outers == 1 ? GeometryKind.Polygon : GeometryKind.MultiPolygon);
        return ProblemReason.None;
    }

    private void WalkAll()
    {
        _rings.Clear();
        if (_walkOfSegment.Length < _sweep.Count)
        {
            _walkOfSegment = new int[Math.Max(_sweep.Count, _walkOfSegment.Length * 2)];
        }

        if (_placeOnStack.Length < _sweep.NodeCount)
        {
            _placeOnStack = new int[Math.Max(_sweep.NodeCount, _placeOnStack.Length * 2)];
        }

        _walkOfSegment.AsSpan(0, _sweep.Count).Fill(-1);
        _placeOnStack.AsSpan(0, _sweep.NodeCount).Fill(-1);
        for (var segment = 0; segment < _sweep.Count; segment++)
        {
            if (_walkOfSegment[segment] < 0)
            {
                Walk(segment, _rings.StartWalk());
            }
        }

        for (var segment = 0; segment < _sweep.Count; segment++)
        {
            if (!_sweep.AreaAbove(segment))
            {
                // Between it and the segment below is area and nothing else: both are edges of the same piece.
                _rings.Join(_walkOfSegment[segment], _walkOfSegment[_sweep.Below(segment)]);
            }
        }
    }

    private void Walk(int first, int walk)
    {
        _stack.Clear();
        Push(_sweep.NodeOf(StartOf(first)));
        var segment = first;
        do
        {
            _walkOfSegment[segment] = walk;
            var end = StartOf(segment) ^ 1;
            var node = _sweep.NodeOf(end);
            if (_placeOnStack[node] >= 0)
            {
                CutRing(_placeOnStack[node], walk);
            }
            else
            {
                Push(node);
            }

            segment = _sweep.NextClockwise(end) >> 1;
        }
        while (segment != first);

        _placeOnStack[_stack[0]] = -1;
    }

    // The end a walk with the area on its left starts from.
    private int StartOf(int segment) => (segment * 2) + (_sweep.AreaAbove(segment) ? 0 : 1);

    private void Push(int node)
    {
        _placeOnStack[node] = _stack.Count;
        _stack.Add(node);
    }

    private void CutRing(int from, int walk)
    {
        foreach (var node in CollectionsMarshal.AsSpan(_stack)[from..])
        {
            _rings.Add(_sweep.LocationOf(node));
            _placeOnStack[node] = -1;
        }

        _rings.EndRing(walk);
        _placeOnStack[_stack[from]] = from;
        CollectionsMarshal.SetCount(_stack, from + 1);
    }
}
