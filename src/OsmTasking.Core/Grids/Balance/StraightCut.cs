namespace OsmTasking.Core.Grids.Balance;

/// <summary>A straight line across a piece: where n·p = <see cref="Offset"/>. Units below the offset go to its left.</summary>
/// <param name="NormalX">East part of the unit normal.</param>
/// <param name="NormalY">North part of the unit normal.</param>
/// <param name="Offset">Metres along the normal.</param>
internal readonly record struct StraightCut(double NormalX, double NormalY, double Offset)
{
    /// <summary>How far right of the line a place lies, in metres.</summary>
    internal double Right(double x, double y) => (NormalX * x) + (NormalY * y) - Offset;

    /// <summary>How far along the line a place lies, in metres.</summary>
    internal double Along(double x, double y) => (NormalX * y) - (NormalY * x);

    /// <summary>The stretches of the line inside a piece, in order; nothing if it grazes a vertex.</summary>
    internal List<Chord> Chords(Piece piece, Frame frame)
    {
        var ends = new List<ChordEnd>();
        for (var ring = 0; ring < piece.Rings.Count; ring++)
        {
            var knots = piece.Rings[ring];
            var here = Right(knots[0].At.X, knots[0].At.Y);
            for (var index = 0; index < knots.Length; index++)
            {
                var (a, b) = (knots[index].At, knots[(index + 1) % knots.Length].At);
                var next = Right(b.X, b.Y);
                if (here < 0 != next < 0)
                {
                    var share = here / (here - next);
                    var spot = frame.At(a.X + (share * (b.X - a.X)), a.Y + (share * (b.Y - a.Y)));
                    if (Math.Min(spot.DistanceTo(a), spot.DistanceTo(b)) < 1e-3)
                    {
                        return [];
                    }

                    ends.Add(new ChordEnd(ring, index, spot, Along(spot.X, spot.Y), knots[index]));
                }

                here = next;
            }
        }

        ends.Sort((a, b) => a.Along.CompareTo(b.Along));
        var chords = new List<Chord>();
        for (var index = 0; index + 1 < ends.Count; index += 2)
        {
            chords.Add(new Chord(ends[index], ends[index + 1]));
        }

        return chords;
    }

    /// <summary>The sets of chords that each part a piece in two: those from a ring to itself, and ways from ring to ring and back.</summary>
    internal static IEnumerable<List<Chord>> Partings(List<Chord> chords)
    {
        for (var first = 0; first < chords.Count; first++)
        {
            if (chords[first].From.Ring == chords[first].To.Ring)
            {
                yield return [chords[first]];
                continue;
            }

            var (set, at) = (new List<Chord> { chords[first] }, chords[first].To.Ring);
            for (var next = first + 1; next < chords.Count && at != chords[first].From.Ring; next++)
            {
                if (chords[next].From.Ring == at && chords[next].To.Ring != at)
                {
                    set.Add(chords[next]);
                    at = chords[next].To.Ring;
                }
            }

            if (at == chords[first].From.Ring)
            {
                yield return set;
            }
        }
    }
}

/// <summary>Where a line meets the border of a piece.</summary>
/// <param name="Ring">Index of the ring.</param>
/// <param name="Edge">Index of the edge's first vertex.</param>
/// <param name="Spot">The place.</param>
/// <param name="Along">Metres along the line.</param>
/// <param name="Host">The edge.</param>
internal readonly record struct ChordEnd(int Ring, int Edge, Spot Spot, double Along, Knot Host);

/// <summary>A stretch of a line inside a piece.</summary>
internal readonly record struct Chord(ChordEnd From, ChordEnd To)
{
    internal double Length => To.Along - From.Along;
}
