using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Takes a ring apart where it comes back to a place of its own.</summary>
/// <remarks>
/// What runs there and back becomes a loop of two places and goes. A loop that turns as the ring does is a part of it; one that turns the
/// other way is a void that the ring encloses, or, where the ring goes through itself in one of its places, a part drawn backwards.
/// </remarks>
internal sealed class RingLoops
{
    private readonly List<(int X, int Y)> _way = [];
    private readonly List<(int X, int Y)> _stack = [];
    private readonly Dictionary<(int X, int Y), int> _places = [];
    private readonly TilePaths _outers = new();
    private readonly TilePaths _holes = new();
    private readonly TilePaths _loop = new();

    /// <summary>Takes rings apart.</summary>
    /// <param name="rings">The rings; none crosses itself or another.</param>
    /// <param name="touches">All places that lie on edges of their own ring; they are put in order.</param>
    /// <param name="target">Receives the loops.</param>
    /// <returns><see langword="false"/> when it would have to be found out which part a hole is in.</returns>
    internal bool TrySplit(TilePaths rings, List<RingTouch> touches, TilePaths target)
    {
        target.Clear();
        var span = CollectionsMarshal.AsSpan(touches);
        span.Sort((a, b) => a.Ring != b.Ring ? a.Ring.CompareTo(b.Ring) : a.Edge.CompareTo(b.Edge));
        var next = 0;
        for (var ring = 0; ring < rings.Count;)
        {
            _outers.Clear();
            _holes.Clear();
            do
            {
                var end = next;
                while (end < span.Length && span[end].Ring == ring)
                {
                    end++;
                }

                if (!Split(rings.Path(ring), rings.IsHole(ring), span[next..end]))
                {
                    return false;
                }

                (ring, next) = (ring + 1, end);
            }
            while (ring < rings.Count && rings.IsHole(ring));

            if (_holes.Count > 0 && _outers.Count > 1)
            {
                return false;
            }

            for (var i = 0; i < _outers.Count; i++)
            {
                target.AddPath(_outers.Path(i));
            }

            for (var i = 0; i < _holes.Count && _outers.Count > 0; i++)
            {
                target.AddPath(_holes.Path(i), hole: true);
            }
        }

        return target.Count > 0;
    }

    private bool Split(ReadOnlySpan<int> path, bool hole, Span<RingTouch> touches)
    {
        _way.Clear();
        var next = 0;
        for (var i = 0; i < path.Length / 2; i++)
        {
            var place = (X: path[2 * i], Y: path[(2 * i) + 1]);
            Go(place);
            var end = next;
            while (end < touches.Length && touches[end].Edge == i)
            {
                end++;
            }

            // All lie on one line, so their order is that of their distances.
            var here = touches[next..end];
            here.Sort((a, b) => (Math.Abs((long)a.X - place.X) + Math.Abs((long)a.Y - place.Y)).CompareTo(Math.Abs((long)b.X - place.X) + Math.Abs((long)b.Y - place.Y)));
            foreach (var touch in here)
            {
                Go((touch.X, touch.Y));
            }

            next = end;
        }

        var turn = Math.Sign(TileCommands.Area(path));
        _stack.Clear();
        _places.Clear();
        foreach (var place in _way)
        {
            if (!_places.TryGetValue(place, out var at))
            {
                _places.Add(place, _stack.Count);
                _stack.Add(place);
                continue;
            }

            if (!AddLoop(CollectionsMarshal.AsSpan(_stack)[at..], turn, hole))
            {
                return false;
            }

            for (var i = _stack.Count - 1; i > at; i--)
            {
                _places.Remove(_stack[i]);
                _stack.RemoveAt(i);
            }
        }

        return AddLoop(CollectionsMarshal.AsSpan(_stack), turn, hole);
    }

    private void Go((int X, int Y) place)
    {
        if (_way.Count == 0 || _way[^1] != place)
        {
            _way.Add(place);
        }
    }

    private bool AddLoop(ReadOnlySpan<(int X, int Y)> places, int turn, bool hole)
    {
        _loop.Clear();
        foreach (var (x, y) in places)
        {
            _loop.Append(x, y);
        }

        if (!_loop.EndPath(3))
        {
            return true;
        }

        var area = Math.Sign(TileCommands.Area(_loop.Path(0)));
        if (area == 0)
        {
            return true;
        }

        if (area != turn && hole)
        {
            return false; // An island in a hole.
        }

        (area == turn && !hole ? _outers : _holes).AddPath(_loop.Path(0));
        return true;
    }
}
