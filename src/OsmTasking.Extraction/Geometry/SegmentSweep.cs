using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Geometries;

/// <summary>
/// One sweep over the segments of an area, west to east and at one meridian south to north. It finds the first open end
/// or crossing; where there is none it knows for each segment on which side the area lies, and around each
/// location the order of the segments that meet there.
/// </summary>
/// <remarks>
/// O(n log n) and exact: all tests are made on integers. Crossings are found as Shamos and Hoey do ("Geometric
/// intersection problems", 1976): of two segments that cross, the sweep makes them neighbours before it comes to the place.
/// </remarks>
internal sealed class SegmentSweep
{
    private readonly List<Segment> _segments = [];
    private readonly List<int> _starting = [];
    private readonly SweepOrder _order = new();
    private ulong[] _ends = [];
    private int[] _endsInOrder = [];
    private int[] _placeOfEnd = [];
    private int[] _nodeOfEnd = [];
    private int[] _below = [];
    private bool[] _areaAbove = [];
    private readonly List<int> _nodes = [];

    internal int Count => _segments.Count;

    internal ReadOnlySpan<Segment> Segments => CollectionsMarshal.AsSpan(_segments);

    /// <summary>Gets the number of different locations where segments end.</summary>
    internal int NodeCount => _nodes.Count - 1;

    /// <summary>Gets the open end, or where the segments meet that should not.</summary>
    internal ulong ProblemAt { get; private set; }

    internal void Clear() => _segments.Clear();

    internal void Add(ReadOnlySpan<ulong> path)
    {
        for (var i = 1; i < path.Length; i++)
        {
            if (path[i] != path[i - 1])
            {
                _segments.Add(Segment.Between(path[i - 1], path[i]));
            }
        }
    }

    /// <summary>Tells whether the area lies left of (above) the segment as seen from its low end.</summary>
    internal bool AreaAbove(int segment) => _areaAbove[segment];

    /// <summary>Gets the segment next below where this one starts, or -1.</summary>
    internal int Below(int segment) => _below[segment];

    internal ulong LocationOf(int node) => _ends[_nodes[node]];

    /// <summary>Gets the node of an end; ends are numbered segment * 2, plus 1 for the high end.</summary>
    internal int NodeOf(int end) => _nodeOfEnd[end];

    /// <summary>Gets the end that follows clockwise around the same node.</summary>
    internal int NextClockwise(int end)
    {
        var node = _nodeOfEnd[end];
        var place = _placeOfEnd[end];
        return _endsInOrder[(place == _nodes[node] ? _nodes[node + 1] : place) - 1];
    }

    /// <summary>Runs the sweep.</summary>
    internal ProblemReason Run()
    {
        CancelPairs();
        if (_segments.Count == 0)
        {
            return ProblemReason.NothingEnclosed;
        }

        Reserve();
        var segments = Segments;
        for (var i = 0; i < segments.Length; i++)
        {
            (_ends[2 * i], _endsInOrder[2 * i]) = (segments[i].Low, 2 * i);
            (_ends[(2 * i) + 1], _endsInOrder[(2 * i) + 1]) = (segments[i].High, (2 * i) + 1);
        }

        var total = 2 * segments.Length;
        Array.Sort(_ends, _endsInOrder, 0, total);
        for (int from = 0, to = 0; from < total; from = to)
        {
            while (to < total && _ends[to] == _ends[from])
            {
                to++;
            }

            _nodes.Add(from);
            ProblemAt = _ends[from];
            if (((to - from) & 1) != 0)
            {
                return ProblemReason.OpenRing;
            }

            if (!TryPass(from, to, segments))
            {
                return ProblemReason.Crossing;
            }
        }

        _nodes.Add(total);
        return ProblemReason.None;
    }

    // Of segments drawn an even number of times none stays, of an odd number one: so rings that share a border merge.
    private void CancelPairs()
    {
        var segments = CollectionsMarshal.AsSpan(_segments);
        segments.Sort();
        var kept = 0;
        for (int from = 0, to = 0; from < segments.Length; from = to)
        {
            while (to < segments.Length && segments[to] == segments[from])
            {
                to++;
            }

            if (((to - from) & 1) != 0)
            {
                segments[kept++] = segments[from];
            }
        }

        CollectionsMarshal.SetCount(_segments, kept);
    }

    private void Reserve()
    {
        var count = _segments.Count;
        _order.Clear(count);
        _nodes.Clear();
        if (_below.Length < count)
        {
            var size = Math.Max(count, _below.Length * 2);
            (_below, _areaAbove) = (new int[size], new bool[size]);
            (_ends, _endsInOrder, _placeOfEnd, _nodeOfEnd) = (new ulong[2 * size], new int[2 * size], new int[2 * size], new int[2 * size]);
        }
    }

    /// <summary>Moves the sweep past one location: <paramref name="from"/> to <paramref name="to"/> are its ends.</summary>
    /// <returns><see langword="false"/> when segments cross, here or further on.</returns>
    private bool TryPass(int from, int to, ReadOnlySpan<Segment> segments)
    {
        _starting.Clear();
        var ending = -1;
        foreach (var end in _endsInOrder.AsSpan(from, to - from))
        {
            if ((end & 1) == 0)
            {
                _starting.Add(end >> 1);
            }
            else
            {
                ending = end >> 1;
            }
        }

        // Counter-clockwise around the location: what starts here from bottom to top, then what ends here from top to bottom.
        return TryEnd(ending, from + _starting.Count, to, segments) && TryStart(from, segments) && Number(from, to);
    }

    private bool TryEnd(int any, int from, int to, ReadOnlySpan<Segment> segments)
    {
        var location = _ends[to - 1];
        if (any < 0)
        {
            return true;
        }

        while (_order.Above(any) is >= 0 and var above && segments[above].High == location)
        {
            any = above;
        }

        for (var place = from; place < to; place++)
        {
            if (any < 0 || segments[any].High != location)
            {
                return false;
            }

            _endsInOrder[place] = (any * 2) + 1;
            var (below, over) = (_order.Below(any), _order.Above(any));
            _order.Remove(any);
            if (Crosses(below, over, segments))
            {
                return false;
            }

            any = below;
        }

        return true;
    }

    private bool TryStart(int from, ReadOnlySpan<Segment> segments)
    {
        foreach (var segment in _starting)
        {
            if (!_order.TryInsert(segment, segments))
            {
                return false;
            }

            var (below, above) = (_order.Below(segment), _order.Above(segment));
            if (Crosses(below, segment, segments) || Crosses(segment, above, segments))
            {
                return false;
            }
        }

        if (_starting.Count == 0)
        {
            return true;
        }

        var location = segments[_starting[0]].Low;
        var lowest = _starting[0];
        while (_order.Below(lowest) is >= 0 and var below && segments[below].Low == location)
        {
            lowest = below;
        }

        // An even number of segments meets everywhere, so which side is inside never changes along a segment.
        for (var i = 0; i < _starting.Count; i++)
        {
            if (lowest < 0 || segments[lowest].Low != location)
            {
                return false;
            }

            var below = _order.Below(lowest);
            _below[lowest] = below;
            _areaAbove[lowest] = below < 0 || !_areaAbove[below];
            _endsInOrder[from + i] = lowest * 2;
            lowest = _order.Above(lowest);
        }

        return true;
    }

    private bool Crosses(int below, int above, ReadOnlySpan<Segment> segments)
    {
        if (below < 0 || above < 0 || !Segment.Cross(segments[below], segments[above]))
        {
            return false;
        }

        ProblemAt = Segment.Meeting(segments[below], segments[above]);
        return true;
    }

    private bool Number(int from, int to)
    {
        for (var place = from; place < to; place++)
        {
            _placeOfEnd[_endsInOrder[place]] = place;
            _nodeOfEnd[_endsInOrder[place]] = _nodes.Count - 1;
        }

        return true;
    }
}
