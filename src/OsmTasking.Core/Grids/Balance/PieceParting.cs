namespace OsmTasking.Core.Grids.Balance;

/// <summary>Parts the rings of a piece along borders.</summary>
internal static class PieceParting
{
    /// <summary>Returns the rings on the left and on the right of the borders; nothing if they are not two pieces.</summary>
    /// <param name="rings">The rings of the piece.</param>
    /// <param name="borders">Chords that part it in two, and the way each takes.</param>
    internal static (List<Knot[]> Left, List<Knot[]> Right)? Part(List<Knot[]> rings, IReadOnlyList<(Chord Chord, List<Spot> Path)> borders)
    {
        var forward = borders.Select(border => Knots(border.Path)).ToList();
        var stops = Stops(borders.Select(border => border.Chord));
        var left = Trace(rings, forward, stops, fromStart: true);
        var right = Trace(rings, forward, stops, fromStart: false);
        if (left is null || right is null || Piece.RingArea(left) <= 0 || Piece.RingArea(right) <= 0)
        {
            return null;
        }

        var (onLeft, onRight) = (new List<Knot[]> { left }, new List<Knot[]> { right });
        for (var ring = 0; ring < rings.Count; ring++)
        {
            if (!stops.Exists(stop => stop.End.Ring == ring))
            {
                // An untouched ring is a hole: a piece's shell is always parted, or else one of its holes is the border's both ends.
                (Piece.Holds(left, rings[ring][0].At.X, rings[ring][0].At.Y) ? onLeft : onRight).Add(rings[ring]);
            }
        }

        return (onLeft, onRight);
    }

    /// <summary>The rings on the left of straight borders; nothing if they bound nothing.</summary>
    internal static List<Knot[]>? Left(List<Knot[]> rings, IReadOnlyList<Chord> chords)
    {
        var forward = chords.Select(chord => Knots([chord.From.Spot, chord.To.Spot])).ToList();
        var stops = Stops(chords);
        if (Trace(rings, forward, stops, fromStart: true) is not { } left || Piece.RingArea(left) <= 0)
        {
            return null;
        }

        var kept = new List<Knot[]> { left };
        kept.AddRange(rings.Where((ring, index) => !stops.Exists(stop => stop.End.Ring == index) && Piece.Holds(left, ring[0].At.X, ring[0].At.Y)));
        return kept;
    }

    private static List<Stop> Stops(IEnumerable<Chord> chords) =>
        [.. chords.SelectMany((chord, index) => new[] { new Stop(chord.From, index, true), new Stop(chord.To, index, false) })];

    /// <summary>Follows the first border, forward for its left and back for its right, until the ring closes.</summary>
    private static Knot[]? Trace(List<Knot[]> rings, List<Knot[]> forward, List<Stop> stops, bool fromStart)
    {
        var loop = new List<Knot>();
        var (border, ahead) = (0, fromStart);
        for (var step = 0; step <= stops.Count; step++)
        {
            // Along the border, without its last vertex.
            var knots = forward[border];
            for (var index = 0; index + 1 < knots.Length; index++)
            {
                loop.Add(ahead ? knots[index] : new Knot(knots[^(index + 1)].At, knots[^(index + 2)].Seam));
            }

            // Along the ring to the next stop.
            var at = stops.Find(stop => stop.Border == border && stop.IsStart != ahead);
            var next = NextStop(stops, at, rings[at.End.Ring].Length);
            loop.Add(new Knot(at.End.Spot, at.End.Host.Seam));
            var ring = rings[at.End.Ring];
            var passed = (next.End.Edge - at.End.Edge + ring.Length) % ring.Length;
            if (passed == 0 && !IsAhead(at, next))
            {
                passed = ring.Length;
            }

            var first = (at.End.Edge + 1) % ring.Length;
            var straight = Math.Min(passed, ring.Length - first);
            loop.AddRange(ring.AsSpan(first, straight));
            loop.AddRange(ring.AsSpan(0, passed - straight));

            (border, ahead) = (next.Border, next.IsStart);
            if (border == 0 && ahead == fromStart)
            {
                return [.. loop];
            }
        }

        return null;
    }

    private static Stop NextStop(List<Stop> stops, Stop at, int length) =>
        stops.Where(stop => stop.End.Ring == at.End.Ring && stop != at).Append(at)
            .OrderBy(stop => stop == at ? length + 1.0
                : ((stop.End.Edge - at.End.Edge + length) % length) is var far && far == 0 && !IsAhead(at, stop) ? length : far)
            .ThenBy(stop => stop.End.Spot.DistanceTo(stop.End.Host.At)).First();

    private static bool IsAhead(Stop at, Stop other) =>
        other != at && other.End.Spot.DistanceTo(other.End.Host.At) > at.End.Spot.DistanceTo(at.End.Host.At);

    private static Knot[] Knots(List<Spot> path)
    {
        var knots = new Knot[path.Count];
        for (var index = 0; index < knots.Length; index++)
        {
            knots[index] = new Knot(path[index], index + 1 < knots.Length ? new Seam(path[index], path[index + 1]) : null!);
        }

        return knots;
    }

    private readonly record struct Stop(ChordEnd End, int Border, bool IsStart);
}
