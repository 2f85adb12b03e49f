namespace OsmTasking.Core.Grids.Balance;

/// <summary>Everything a border may not cross, found by place: cores of footprints and the border of the piece.</summary>
internal sealed class Clutter
{
    private readonly List<Edge> _edges = [];
    private readonly Dictionary<(int, int), List<int>> _cells = [];
    private readonly List<int> _near = [];
    private readonly double _size;

    internal Clutter(double size) => _size = Math.Max(1, size);

    /// <summary>Adds a closed ring.</summary>
    /// <param name="ring">x, y, x, y, … in metres.</param>
    /// <param name="outline">The ring a border may touch, vertex by vertex; null for the border of the piece.</param>
    internal void Add(ReadOnlySpan<double> ring, double[]? outline)
    {
        for (var index = 0; index < ring.Length; index += 2)
        {
            var next = index + 2 == ring.Length ? 0 : index + 2;
            Add(new Edge(ring[index], ring[index + 1], ring[next], ring[next + 1], null, outline is null ? null : (outline[index], outline[index + 1])));
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
                Add(new Edge(a.At.X, a.At.Y, b.X, b.Y, a, null));
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
            if (edge.Host is { } host && (host == start || host == end))
            {
                continue;
            }

            if (Crosses(edge, a, b))
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
                if (edge.Corner is not { } corner)
                {
                    return Finding.Border;
                }

                corners.Add(corner);
            }
        }

        return corners.Count > 0 ? Finding.Corners : Finding.Nothing;
    }

    private static bool Crosses(Edge edge, Spot a, Spot b)
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

    private void Add(Edge edge)
    {
        var index = _edges.Count;
        _edges.Add(edge);
        var (left, right) = (Cell(Math.Min(edge.X1, edge.X2)), Cell(Math.Max(edge.X1, edge.X2)));
        var (low, high) = (Cell(Math.Min(edge.Y1, edge.Y2)), Cell(Math.Max(edge.Y1, edge.Y2)));
        for (var column = left; column <= right; column++)
        {
            // Long slanted edges would fill a box: only the cells of each column that the edge passes.
            var (from, to) = (low, high);
            if (right > left && high > low)
            {
                var (y1, y2) = (AtX(edge, column * _size), AtX(edge, (column + 1) * _size));
                (from, to) = (Math.Max(low, Cell(Math.Min(y1, y2)) - 1), Math.Min(high, Cell(Math.Max(y1, y2)) + 1));
            }

            for (var row = from; row <= to; row++)
            {
                if (!_cells.TryGetValue((column, row), out var list))
                {
                    _cells[(column, row)] = list = [];
                }

                list.Add(index);
            }
        }
    }

    private static double AtX(Edge edge, double x) => edge.Y1 + ((edge.Y2 - edge.Y1) * (x - edge.X1) / (edge.X2 - edge.X1));

    private int Cell(double value) => (int)Math.Floor(value / _size);

    private List<int> Near(Spot a, Spot b, Spot c)
    {
        _near.Clear();
        var (left, right) = (Cell(Math.Min(a.X, Math.Min(b.X, c.X))), Cell(Math.Max(a.X, Math.Max(b.X, c.X))));
        var (low, high) = (Cell(Math.Min(a.Y, Math.Min(b.Y, c.Y))), Cell(Math.Max(a.Y, Math.Max(b.Y, c.Y))));
        if ((long)(right - left + 1) * (high - low + 1) > _cells.Count)
        {
            foreach (var list in _cells.Values)
            {
                _near.AddRange(list);
            }

            return _near;
        }

        for (var column = left; column <= right; column++)
        {
            for (var row = low; row <= high; row++)
            {
                if (_cells.TryGetValue((column, row), out var list))
                {
                    _near.AddRange(list);
                }
            }
        }

        return _near;
    }

    internal enum Finding
    {
        Nothing,
        Corners,
        Border,
    }

    private readonly record struct Edge(double X1, double Y1, double X2, double Y2, Knot? Host, (double X, double Y)? Corner);
}
