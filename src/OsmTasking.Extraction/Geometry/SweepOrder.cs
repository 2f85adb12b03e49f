namespace OsmTasking.Extraction.Geometries;

/// <summary>
/// The segments under a sweep line from bottom to top, with neighbours at hand: a treap over flat arrays, indexed by
/// segment, threaded as a list.
/// </summary>
internal sealed class SweepOrder
{
    private const int Nil = -1;

    private int[] _parent = [];
    private int[] _left = [];
    private int[] _right = [];
    private int[] _below = [];
    private int[] _above = [];
    private int _root = Nil;

    internal void Clear(int capacity)
    {
        _root = Nil;
        if (_parent.Length < capacity)
        {
            var size = Math.Max(capacity, _parent.Length * 2);
            (_parent, _left, _right, _below, _above) = (new int[size], new int[size], new int[size], new int[size], new int[size]);
        }
    }

    /// <summary>Gets the neighbour below, or -1.</summary>
    internal int Below(int segment) => _below[segment];

    /// <summary>Gets the neighbour above, or -1.</summary>
    internal int Above(int segment) => _above[segment];

    /// <summary>Puts a segment whose low end the sweep has reached in its place.</summary>
    /// <returns><see langword="false"/> when it starts inside another segment, or runs along one.</returns>
    internal bool TryInsert(int segment, ReadOnlySpan<Segment> segments)
    {
        var (low, high) = segments[segment];
        int parent = Nil, below = Nil, above = Nil;
        for (var at = _root; at != Nil;)
        {
            var other = segments[at];
            var side = PackedLocation.Turn(other.Low, other.High, low);
            if (side == 0)
            {
                side = other.Low == low ? PackedLocation.Turn(low, other.High, high) : 0;
                if (side == 0)
                {
                    return false;
                }
            }

            parent = at;
            if (side > 0)
            {
                below = at;
                at = _right[at];
            }
            else
            {
                above = at;
                at = _left[at];
            }
        }

        (_parent[segment], _left[segment], _right[segment], _below[segment], _above[segment]) = (parent, Nil, Nil, below, above);
        Thread(below, segment);
        Thread(segment, above);
        if (parent == Nil)
        {
            _root = segment;
        }
        else if (parent == below)
        {
            _right[parent] = segment;
        }
        else
        {
            _left[parent] = segment;
        }

        while (_parent[segment] != Nil && Priority(segment) > Priority(_parent[segment]))
        {
            RotateUp(segment);
        }

        return true;
    }

    /// <summary>Takes a segment out; its neighbours become neighbours of each other.</summary>
    internal void Remove(int segment)
    {
        while (true)
        {
            var (left, right) = (_left[segment], _right[segment]);
            if (left == Nil || right == Nil)
            {
                Replace(segment, left == Nil ? right : left);
                break;
            }

            RotateUp(Priority(left) > Priority(right) ? left : right);
        }

        var (below, above) = (_below[segment], _above[segment]);
        if (below != Nil)
        {
            _above[below] = above;
        }

        if (above != Nil)
        {
            _below[above] = below;
        }
    }

    // A fixed scramble of the index: random enough to balance, the same in every run.
    private static uint Priority(int segment)
    {
        var x = (uint)segment * 0x9E37_79B1;
        x = (x ^ (x >> 15)) * 0x85EB_CA77;
        return x ^ (x >> 13);
    }

    private void Thread(int lower, int upper)
    {
        if (lower != Nil)
        {
            _above[lower] = upper;
        }

        if (upper != Nil)
        {
            _below[upper] = lower;
        }
    }

    private void RotateUp(int child)
    {
        var parent = _parent[child];
        if (_left[parent] == child)
        {
            SetLeft(parent, _right[child]);
            Replace(parent, child);
            SetRight(child, parent);
        }
        else
        {
            SetRight(parent, _left[child]);
            Replace(parent, child);
            SetLeft(child, parent);
        }
    }

    private void Replace(int old, int replacement)
    {
        var parent = _parent[old];
        if (replacement != Nil)
        {
            _parent[replacement] = parent;
        }

        if (parent == Nil)
        {
            _root = replacement;
        }
        else if (_left[parent] == old)
        {
            _left[parent] = replacement;
        }
        else
        {
            _right[parent] = replacement;
        }
    }

    private void SetLeft(int parent, int child)
    {
        _left[parent] = child;
        if (child != Nil)
        {
            _parent[child] = parent;
        }
    }

    private void SetRight(int parent, int child)
    {
        _right[parent] = child;
        if (child != Nil)
        {
            _parent[child] = parent;
        }
    }
}
