namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>What is wrong with the rings of a polygon.</summary>
internal enum RingFault
{
    /// <summary>Nothing; rings may meet in a place.</summary>
    None,

    /// <summary>A ring comes back to a place of its own, or runs along itself.</summary>
    Touches,

    /// <summary>Edges cross, or rings run along each other.</summary>
    Crosses,
}

/// <summary>A place of a ring that lies on an edge of it, between its ends.</summary>
internal readonly record struct RingTouch(int Ring, int Edge, int X, int Y);

/// <summary>Looks for what a valid polygon must not have.</summary>
internal sealed class RingContacts
{
    private readonly List<Edge> _edges = [];
    private readonly List<Edge> _active = [];
    private bool _turned;

    /// <summary>Gets where a ring touches itself, unless edges cross.</summary>
    internal List<RingTouch> Touches { get; } = [];

    internal RingFault Find(TilePaths rings)
    {
        _active.Clear();
        Touches.Clear();
        AddEdges(rings);
        _edges.Sort((a, b) => a.West.CompareTo(b.West));

        // A sweep from west to east. What would take longer than this is made to, and is let through.
        var left = 10_000 + (40L * _edges.Count);
        var crossings = 1000;
        var worst = RingFault.None;
        foreach (var edge in _edges)
        {
            for (var i = _active.Count - 1; i >= 0; i--)
            {
                var other = _active[i];
                if (--left < 0 || crossings == 0)
                {
                    return RingFault.None;
                }

                if (other.East < edge.West)
                {
                    _active[i] = _active[^1];
                    _active.RemoveAt(_active.Count - 1);
                }
                else if (other.North <= edge.South && other.South >= edge.North)
                {
                    var fault = Between(edge, other);
                    worst = fault > worst ? fault : worst;
                    crossings -= fault == RingFault.Crosses ? 1 : 0;
                }
            }

            _active.Add(edge);
        }

        return worst;
    }

    // Along its longer side a shape has the fewest edges beside each other.
    private void AddEdges(TilePaths rings)
    {
        _edges.Clear();
        var bounds = rings.Bounds();
        _turned = bounds.Height > bounds.Width;
        var (x, y) = _turned ? (1, 0) : (0, 1);
        for (var ring = 0; ring < rings.Count; ring++)
        {
            var path = rings.Path(ring);
            var count = path.Length / 2;
            for (var i = 0; i < count; i++)
            {
                var next = i + 1 == count ? 0 : i + 1;
                _edges.Add(new(path[(2 * i) + x], path[(2 * i) + y], path[(2 * next) + x], path[(2 * next) + y], ring, i, count));
            }
        }
    }

    private RingFault Between(in Edge a, in Edge b)
    {
        var (b0, b1) = (Side(a, b.X0, b.Y0), Side(a, b.X1, b.Y1));
        var (a0, a1) = (Side(b, a.X0, a.Y0), Side(b, a.X1, a.Y1));
        var along = (b0 | b1 | a0 | a1) == 0;
        var (acrossA, acrossB) = (Math.Sign(b0) * Math.Sign(b1), Math.Sign(a0) * Math.Sign(a1));
        if (along)
        {
            // On one line: longer than a place in common?
            var (across, down) = (Math.Min(a.East, b.East) - Math.Max(a.West, b.West), Math.Min(a.South, b.South) - Math.Max(a.North, b.North));
            if (across < 0 || down < 0)
            {
                return RingFault.None;
            }

            along = across > 0 || down > 0;
        }
        else if (acrossA > 0 || acrossB > 0)
        {
            return RingFault.None;
        }

        if (a.Ring != b.Ring)
        {
            return along || (acrossA < 0 && acrossB < 0) ? RingFault.Crosses : RingFault.None;
        }

        if (acrossA < 0 && acrossB < 0)
        {
            return RingFault.Crosses;
        }

        var apart = Math.Abs(a.Index - b.Index);
        if (!along && (apart == 1 || apart == a.Count - 1))
        {
            return RingFault.None; // Neighbours share a place.
        }

        Touch(a, b.X0, b.Y0, b0);
        Touch(a, b.X1, b.Y1, b1);
        Touch(b, a.X0, a.Y0, a0);
        Touch(b, a.X1, a.Y1, a1);
        return RingFault.Touches;
    }

    private void Touch(in Edge edge, int x, int y, long side)
    {
        var inside = side == 0 && x >= edge.West && x <= edge.East && y >= edge.North && y <= edge.South;
        if (inside && (x, y) != (edge.X0, edge.Y0) && (x, y) != (edge.X1, edge.Y1))
        {
            Touches.Add(_turned ? new(edge.Ring, edge.Index, y, x) : new(edge.Ring, edge.Index, x, y));
        }
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
