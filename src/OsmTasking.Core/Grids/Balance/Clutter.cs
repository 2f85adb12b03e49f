namespace OsmTasking.Core.Grids.Balance;

/// <summary>Everything a border may not cross, found by place: cores of footprints and the border of the piece.</summary>
internal sealed class Clutter
{
    private const int MostBins = 1 << 16;

    private readonly List<Edge> _edges = [];
    private readonly List<Knot> _hosts = [];
    private readonly StraightCut _cut;
    private double _size;
    private double _low;
    private int[] _starts = [];
    private int[] _binned = []; // Edges of each bin, one bin behind another: what lies between two bins is one run.

    /// <summary>Makes an index along a line.</summary>
    /// <param name="cut">The line; what is added had better be near it.</param>
    /// <param name="size">Metres of a bin along it.</param>
    internal Clutter(StraightCut cut, double size) => (_cut, _size) = (cut, Math.Max(1, size));

    /// <summary>Adds a closed ring.</summary>
    /// <param name="ring">x, y, x, y, … in metres.</param>
    /// <param name="outline">The ring a border may touch, vertex by vertex.</param>
    internal void Add(ReadOnlySpan<double> ring, double[] outline)
    {
        for (var index = 0; index < ring.Length; index += 2)
        {
            var next = index + 2 == ring.Length ? 0 : index + 2;
            _edges.Add(new Edge(ring[index], ring[index + 1], ring[next], ring[next + 1], -1, outline[index], outline[index + 1]));
        }
    }

    /// <summary>Adds the edges of a piece's ring that come near a line.</summary>
    internal void Add(Knot[] ring, StraightCut line, double metres)
    {
        var here = line.Right(ring[0].At.X, ring[0].At.Y);
        for (var index = 0; index < ring.Length; index++)
        {
            var (a, b) = (ring[index], ring[(index + 1) % ring.Length].At);
            var next = line.Right(b.X, b.Y);
            if (!(here > metres && next > metres) && !(here < -metres && next < -metres))
            {
                _edges.Add(new Edge(a.At.X, a.At.Y, b.X, b.Y, _hosts.Count, 0, 0));
                _hosts.Add(a);
            }

            here = next;
        }
    }

    /// <summary>Whether a straight border between two places would cross something.</summary>
    /// <param name="a">Its start.</param>
    /// <param name="b">Its end.</param>
    /// <param name="start">The edge of the piece on which it starts, if it does.</param>
    /// <param name="end">The edge of the piece on which it ends, if it does.</param>
    internal bool Crosses(Spot a, Spot b, Knot? start, Knot? end)
    {
        foreach (var index in Near(a, b, a))
        {
            var edge = _edges[index];
            if (Crosses(edge, a, b) && !(edge.Host >= 0 && (_hosts[edge.Host] == start || _hosts[edge.Host] == end)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What lies in a triangle: nothing, corners of footprints that a border may touch, or the border of the piece.</summary>
    internal Finding Within(Spot a, Spot b, Spot c, List<(double X, double Y)> corners)
    {
        corners.Clear();
        foreach (var index in Near(a, b, c))
        {
            var edge = _edges[index];
            if (Holds(a, b, c, edge.X1, edge.Y1))
            {
                if (edge.Host >= 0)
                {
                    return Finding.Border;
                }

                corners.Add((edge.CornerX, edge.CornerY));
            }
        }

        return corners.Count > 0 ? Finding.Corners : Finding.Nothing;
    }

    private static bool Crosses(in Edge edge, Spot a, Spot b)
    {
        if (Math.Max(a.X, b.X) < Math.Min(edge.X1, edge.X2) || Math.Max(edge.X1, edge.X2) < Math.Min(a.X, b.X)
            || Math.Max(a.Y, b.Y) < Math.Min(edge.Y1, edge.Y2) || Math.Max(edge.Y1, edge.Y2) < Math.Min(a.Y, b.Y))
        {
            return false;
        }

        var (one, other) = (Side(a.X, a.Y, b.X, b.Y, edge.X1, edge.Y1), Side(a.X, a.Y, b.X, b.Y, edge.X2, edge.Y2));
        var (third, fourth) = (Side(edge.X1, edge.Y1, edge.X2, edge.Y2, a.X, a.Y), Side(edge.X1, edge.Y1, edge.X2, edge.Y2, b.X, b.Y));
        return !((one > 0 && other > 0) || (one < 0 && other < 0) || (third > 0 && fourth > 0) || (third < 0 && fourth < 0));
    }

    private static double Side(double ax, double ay, double bx, double by, double x, double y) => ((bx - ax) * (y - ay)) - ((by - ay) * (x - ax));

    private static bool Holds(Spot a, Spot b, Spot c, double x, double y)
    {
        var (one, two, three) = (Side(a.X, a.Y, b.X, b.Y, x, y), Side(b.X, b.Y, c.X, c.Y, x, y), Side(c.X, c.Y, a.X, a.Y, x, y));
        return (one > 0 && two > 0 && three > 0) || (one < 0 && two < 0 && three < 0);
    }

    /// <summary>The edges beside a stretch of the line, some more than once.</summary>
    private ReadOnlySpan<int> Near(Spot a, Spot b, Spot c)
    {
        if (_edges.Count == 0)
        {
            return [];
        }

        if (_starts.Length == 0)
        {
            Bin();
        }

        var (one, two, three) = (_cut.Along(a.X, a.Y), _cut.Along(b.X, b.Y), _cut.Along(c.X, c.Y));
        var (first, last) = (BinOf(Math.Min(one, Math.Min(two, three))), BinOf(Math.Max(one, Math.Max(two, three))));
        return _binned.AsSpan(_starts[first].._starts[last + 1]);
    }

    private void Bin()
    {
        var high = double.MinValue;
        _low = double.MaxValue;
        foreach (var edge in _edges)
        {
            var (one, other) = (_cut.Along(edge.X1, edge.Y1), _cut.Along(edge.X2, edge.Y2));
            (_low, high) = (Math.Min(_low, Math.Min(one, other)), Math.Max(high, Math.Max(one, other)));
        }

        _size = Math.Max(_size, (high - _low) / MostBins);
        var starts = new int[(int)((high - _low) / _size) + 2];
        _starts = starts;
        foreach (var edge in _edges)
        {
            var (first, last) = Bins(edge);
            for (var bin = first; bin <= last; bin++)
            {
                starts[bin + 1]++;
            }
        }

        for (var bin = 1; bin < starts.Length; bin++)
        {
            starts[bin] += starts[bin - 1];
        }

        _binned = new int[starts[^1]];
        var next = starts.AsSpan(0, starts.Length - 1).ToArray();
        for (var index = 0; index < _edges.Count; index++)
        {
            var (first, last) = Bins(_edges[index]);
            for (var bin = first; bin <= last; bin++)
            {
                _binned[next[bin]++] = index;
            }
        }
    }

    private (int First, int Last) Bins(in Edge edge)
    {
        var (one, other) = (BinOf(_cut.Along(edge.X1, edge.Y1)), BinOf(_cut.Along(edge.X2, edge.Y2)));
        return one < other ? (one, other) : (other, one);
    }

    private int BinOf(double along) => (int)Math.Clamp((along - _low) / _size, 0, _starts.Length - 2);

    internal enum Finding
    {
        Nothing,
        Corners,
        Border,
    }

    /// <summary>An edge of a footprint's core, with the corner of its outline that a border may touch; or of the piece, with its host.</summary>
    private readonly record struct Edge(double X1, double Y1, double X2, double Y2, int Host, double CornerX, double CornerY);
}
