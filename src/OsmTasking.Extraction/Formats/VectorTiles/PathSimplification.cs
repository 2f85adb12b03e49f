namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Leaves positions out of a path that hardly change it.</summary>
/// <remarks>Source: Douglas and Peucker, "Algorithms for the Reduction of the Number of Points", 1973.</remarks>
internal sealed class PathSimplification
{
    private readonly Stack<(int From, int To)> _parts = new();
    private bool[] _kept = [];

    /// <summary>Simplifies a line in place.</summary>
    /// <param name="path">x, y, x, y and so on; what is kept is moved to its front.</param>
    /// <param name="tolerance">How far the line may move, in steps.</param>
    /// <param name="ring">Whether the last position is followed by the first.</param>
    /// <returns>The number of positions kept.</returns>
    internal int Simplify(Span<int> path, int tolerance, bool ring)
    {
        var count = path.Length / 2;
        if (count < 3 || tolerance == 0)
        {
            return count;
        }

        if (_kept.Length < count + 1)
        {
            _kept = new bool[Math.Max(count + 1, _kept.Length * 2)];
        }

        Array.Clear(_kept, 0, count + 1);
        _kept[0] = true;
        if (ring)
        {
            // A ring has no ends: the first position and the one farthest from it take their place.
            var far = Farthest(path);
            _kept[far] = true;
            _parts.Push((0, far));
            _parts.Push((far, count));
        }
        else
        {
            _kept[count - 1] = true;
            _parts.Push((0, count - 1));
        }

        Mark(path, count, (double)tolerance * tolerance);
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            // A path that goes out and comes back may be left with one place twice.
            if (_kept[i] && (kept == 0 || path[i * 2] != path[(kept * 2) - 2] || path[(i * 2) + 1] != path[(kept * 2) - 1]))
            {
                (path[kept * 2], path[(kept * 2) + 1]) = (path[i * 2], path[(i * 2) + 1]);
                kept++;
            }
        }

        return kept;
    }

    private static int Farthest(ReadOnlySpan<int> path)
    {
        var (farthest, most) = (0, -1.0);
        for (var i = 1; i < path.Length / 2; i++)
        {
            var (x, y) = (path[i * 2] - (double)path[0], path[(i * 2) + 1] - (double)path[1]);
            if ((x * x) + (y * y) > most)
            {
                (farthest, most) = (i, (x * x) + (y * y));
            }
        }

        return farthest;
    }

    private void Mark(ReadOnlySpan<int> path, int count, double limit)
    {
        while (_parts.TryPop(out var part))
        {
            var end = part.To % count; // Of a ring, the end of the second part is the first position.
            var (x0, y0) = ((double)path[part.From * 2], (double)path[(part.From * 2) + 1]);
            var (dx, dy) = (path[end * 2] - x0, path[(end * 2) + 1] - y0);
            var length = (dx * dx) + (dy * dy);
            var (farthest, most) = (-1, limit);
            for (var i = part.From + 1; i < part.To; i++)
            {
                var (x, y) = (path[i * 2] - x0, path[(i * 2) + 1] - y0);
                var along = length == 0 ? 0 : Math.Clamp(((x * dx) + (y * dy)) / length, 0, 1);
                var (awayX, awayY) = (x - (along * dx), y - (along * dy));
                var away = (awayX * awayX) + (awayY * awayY);
                if (away > most)
                {
                    (farthest, most) = (i, away);
                }
            }

            if (farthest >= 0)
            {
                _kept[farthest] = true;
                _parts.Push((part.From, farthest));
                _parts.Push((farthest, part.To));
            }
        }
    }
}
