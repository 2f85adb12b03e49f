namespace OsmTasking.Core.Grids.Balance;

/// <summary>Tells fast which places lie in a set of rings.</summary>
internal sealed class Region
{
    private readonly double[] _edges; // Bin by bin: x1, y1, x2, y2 of every edge that reaches into it.
    private readonly int[] _starts;
    private readonly double _low;
    private readonly double _height;

    internal Region(IReadOnlyList<Knot[]> rings)
    {
        var (count, low, high) = (0, double.MaxValue, double.MinValue);
        foreach (var ring in rings)
        {
            count += ring.Length;
            foreach (ref readonly var knot in ring.AsSpan())
            {
                (low, high) = (Math.Min(low, knot.At.Y), Math.Max(high, knot.At.Y));
            }
        }

        (_low, _height) = (low, Math.Max(1e-3, (high - low) / Math.Clamp(count / 4, 1, 4096)));
        var bins = (int)((high - low) / _height) + 1;
        _starts = new int[bins + 1];
        Walk(rings, (bin, _, _) => _starts[bin + 1]++);
        for (var bin = 0; bin < bins; bin++)
        {
            _starts[bin + 1] += _starts[bin];
        }

        _edges = new double[4 * _starts[bins]];
        var next = _starts.AsSpan(0, bins).ToArray();
        Walk(rings, (bin, a, b) =>
        {
            var at = 4 * next[bin]++;
            (_edges[at], _edges[at + 1], _edges[at + 2], _edges[at + 3]) = (a.X, a.Y, b.X, b.Y);
        });
    }

    internal bool Holds(double x, double y)
    {
        var bin = Bin(y);
        if (y < _low || bin >= _starts.Length - 1)
        {
            return false;
        }

        var inside = false;
        var edges = _edges.AsSpan((4 * _starts[bin])..(4 * _starts[bin + 1]));
        for (var index = 0; index < edges.Length; index += 4)
        {
            var (x1, y1, x2, y2) = (edges[index], edges[index + 1], edges[index + 2], edges[index + 3]);
            if (y1 > y != y2 > y && x < ((x2 - x1) * (y - y1) / (y2 - y1)) + x1)
            {
                inside = !inside;
            }
        }

        return inside;
    }

    private void Walk(IReadOnlyList<Knot[]> rings, Action<int, Spot, Spot> edge)
    {
        foreach (var ring in rings)
        {
            var a = ring[^1].At;
            foreach (ref readonly var knot in ring.AsSpan())
            {
                var b = knot.At;
                var last = Bin(Math.Max(a.Y, b.Y));
                for (var bin = Bin(Math.Min(a.Y, b.Y)); bin <= last; bin++)
                {
                    edge(bin, a, b);
                }

                a = b;
            }
        }
    }

    private int Bin(double y) => Math.Max(0, (int)((y - _low) / _height));
}
