namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Cuts lines and rings at the edges of a box.</summary>
internal sealed class TileClip
{
    private readonly List<int> _ring = [];
    private readonly List<int> _next = [];

    /// <summary>Keeps what of each line lies in the box. A line may fall into several.</summary>
    /// <remarks>Source: Liang and Barsky, "A New Concept and Method for Line Clipping", 1984.</remarks>
    internal static void Lines(TilePaths source, TileBox box, TilePaths target)
    {
        target.Clear();
        for (var i = 0; i < source.Count; i++)
        {
            var path = source.Path(i);
            var open = false;
            for (var at = 2; at < path.Length; at += 2)
            {
                var (x0, y0, x1, y1) = (path[at - 2], path[at - 1], path[at], path[at + 1]);
                var (first, last) = Part(x0, y0, x1, y1, box);
                if (open && (first > 0 || first > last))
                {
                    target.EndPath(2);
                    open = false;
                }

                if (first > last)
                {
                    continue;
                }

                if (!open)
                {
                    target.Append(Along(x0, x1, first), Along(y0, y1, first));
                    open = true;
                }

                target.Append(Along(x0, x1, last), Along(y0, y1, last));
                if (last < 1)
                {
                    target.EndPath(2);
                    open = false;
                }
            }

            if (open)
            {
                target.EndPath(2);
            }
        }
    }

    /// <summary>Keeps what of each ring lies in the box, as one ring that may run along the edges.</summary>
    /// <remarks>Source: Sutherland and Hodgman, "Reentrant Polygon Clipping", 1974.</remarks>
    internal void Rings(TilePaths source, TileBox box, TilePaths target)
    {
        target.Clear();
        for (var i = 0; i < source.Count; i++)
        {
            _ring.Clear();
            _ring.AddRange(source.Path(i));
            Cut(0, box.West, 1);
            Cut(0, box.East, -1);
            Cut(1, box.North, 1);
            Cut(1, box.South, -1);
            for (var at = 0; at < _ring.Count; at += 2)
            {
                target.Append(_ring[at], _ring[at + 1]);
            }

            target.EndPath(3, source.IsHole(i));
        }
    }

    private static (double First, double Last) Part(int x0, int y0, int x1, int y1, TileBox box)
    {
        var (first, last) = (0.0, 1.0);
        Narrow(x0 - (double)x1, x0 - (double)box.West, ref first, ref last);
        Narrow(x1 - (double)x0, box.East - (double)x0, ref first, ref last);
        Narrow(y0 - (double)y1, y0 - (double)box.North, ref first, ref last);
        Narrow(y1 - (double)y0, box.South - (double)y0, ref first, ref last);
        return (first, last);
    }

    // How far along the segment lies on the inner side of an edge: outward speed, and the way left to the edge.
    private static void Narrow(double speed, double left, ref double first, ref double last)
    {
        if (speed > 0)
        {
            last = Math.Min(last, left / speed);
        }
        else if (speed < 0)
        {
            first = Math.Max(first, left / speed);
        }
        else if (left < 0)
        {
            last = double.NegativeInfinity;
        }
    }

    private static int Along(int from, int to, double part) =>
        part == 0 ? from : part == 1 ? to : (int)Math.Round(from + ((to - (double)from) * part));

    private void Cut(int axis, int edge, int side)
    {
        _next.Clear();
        for (int at = 0, before = _ring.Count - 2; at < _ring.Count; before = at, at += 2)
        {
            var (was, now) = (_ring[before + axis], _ring[at + axis]);
            var (wasInside, inside) = ((long)(was - edge) * side >= 0, (long)(now - edge) * side >= 0);
            if (wasInside != inside)
            {
                var other = 1 - axis;
                var crossing = Along(_ring[before + other], _ring[at + other], (edge - (double)was) / (now - (double)was));
                _next.Add(axis == 0 ? edge : crossing);
                _next.Add(axis == 0 ? crossing : edge);
            }

            if (inside)
            {
                _next.Add(_ring[at]);
                _next.Add(_ring[at + 1]);
            }
        }

        _ring.Clear();
        _ring.AddRange(_next);
    }
}
