namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>
/// Looks for what a valid polygon must not have: a ring that touches, crosses or covers itself, and rings that cross or cover each other.
/// Rings that meet in a place are allowed.
/// </summary>
internal sealed class RingContacts
{
    private readonly List<Edge> _edges = [];
    private readonly List<Edge> _active = [];

    internal bool Any(TilePaths rings)
    {
        _edges.Clear();
        _active.Clear();
        for (var ring = 0; ring < rings.Count; ring++)
        {
            var path = rings.Path(ring);
            var count = path.Length / 2;
            for (var i = 0; i < count; i++)
            {
                var next = i + 1 == count ? 0 : i + 1;
                _edges.Add(new(path[2 * i], path[(2 * i) + 1], path[2 * next], path[(2 * next) + 1], ring, i, count));
            }
        }

        _edges.Sort((a, b) => a.West.CompareTo(b.West));

        // A sweep from west to east. What would take longer than this is made to, and is let through.
        var left = 10_000 + (40L * _edges.Count);
        foreach (var edge in _edges)
        {
            for (var i = _active.Count - 1; i >= 0; i--)
            {
                if (--left < 0)
                {
                    return false;
                }

                var other = _active[i];
                if (other.East < edge.West)
                {
                    _active[i] = _active[^1];
                    _active.RemoveAt(_active.Count - 1);
                }
                else if (other.North <= edge.South && other.South >= edge.North && IsFault(edge, other))
                {
                    return true;
                }
            }

            _active.Add(edge);
        }

        return false;
    }

    private static bool IsFault(in Edge a, in Edge b)
    {
        var (touches, crosses) = Contact(a, b);
        if (a.Ring != b.Ring)
        {
            return crosses;
        }

        var apart = Math.Abs(a.Index - b.Index);
        return crosses || (touches && apart != 1 && apart != a.Count - 1);
    }

    private static (bool Touches, bool Crosses) Contact(in Edge a, in Edge b)
    {
        var (b0, b1) = (Side(a, b.X0, b.Y0), Side(a, b.X1, b.Y1));
        var (a0, a1) = (Side(b, a.X0, a.Y0), Side(b, a.X1, a.Y1));
        if ((b0 | b1 | a0 | a1) == 0)
        {
            // On one line: longer than a place in common?
            var (across, down) = (Math.Min(a.East, b.East) - Math.Max(a.West, b.West), Math.Min(a.South, b.South) - Math.Max(a.North, b.North));
            return across < 0 || down < 0 ? (false, false) : (true, across > 0 || down > 0);
        }

        var (acrossA, acrossB) = (Math.Sign(b0) * Math.Sign(b1), Math.Sign(a0) * Math.Sign(a1));
        return (acrossA <= 0 && acrossB <= 0, acrossA < 0 && acrossB < 0);
    }

    private static long Side(in Edge edge, int x, int y) =>
        (((long)edge.X1 - edge.X0) * ((long)y - edge.Y0)) - (((long)edge.Y1 - edge.Y0) * ((long)x - edge.X0));

    private readonly record struct Edge(int X0, int Y0, int X1, int Y1, int Ring, int Index, int Count)
    {
        internal int West => Math.Min(X0, X1);

        internal int East => Math.Max(X0, X1);

        internal int North => Math.Min(Y0, Y1);

        internal int South => Math.Max(Y0, Y1);
    }
}
