namespace OsmTasking.Core.Grids.Balance;

/// <summary>Finds where to part a piece in two: in the right proportion, short, and round every footprint.</summary>
internal sealed class CutSearch(Frame frame, WorkUnit[] units, double tolerance)
{
    private const int MostTried = 24;
    private const int MostInVain = 480;

    internal (Piece Left, Piece Right)? Find(Piece piece)
    {
        var total = piece.Units.Sum(unit => units[unit].Minutes);
        var candidates = new PriorityQueue<Candidate, (double Cost, int Turn)>();
        var (directions, gaps, partings, mostKept) = Effort(piece.Tasks);
        for (var direction = 0; direction < directions; direction++)
        {
            Collect(piece, total, direction * Math.PI / directions, (gaps, partings), candidates);
        }

        Parting? best = null;
        var (tried, kept) = (0, 0);
        while (candidates.TryDequeue(out var candidate, out var place))
        {
            if (candidate.Left.Length == 0)
            {
                // So far it was rated as if it parted the work evenly; which side it leaves what on is dear to find out.
                if (LeftOf(piece, candidate.Chords) is { Length: > 0 } left && left.Length < piece.Units.Length)
                {
                    var known = Rate(piece, total, candidate.Cut, candidate.Chords, candidate.Length, left);
                    candidates.Enqueue(known, (known.Cost, place.Turn));
                }

                continue;
            }

            if (tried++ >= (best is null ? MostInVain : MostTried) || kept >= mostKept)
            {
                break;
            }

            if (Realize(piece, candidate, total) is { } parting)
            {
                kept++;
                best = best is null || parting.Cost < best.Cost ? parting : best;
            }
        }

        if (best is null)
        {
            return null;
        }

        foreach (var chord in best.Chords)
        {
            chord.From.Host.Seam.Add(chord.From.Spot);
            chord.To.Host.Seam.Add(chord.To.Spot);
        }

        return (best.Left, best.Right);
    }

    /// <summary>Directions, gaps of each, ways to part at each gap and borders to compare: the first cuts cost most and show least in the end.</summary>
    private static (int Directions, int Gaps, int Partings, int Kept) Effort(int tasks) => tasks > 64 ? (8, 1, 1, 1) : tasks > 8 ? (16, 2, 2, 2) : (24, 5, 3, 6);

    /// <summary>The cuts of one direction that part the work in proportion.</summary>
    private void Collect(Piece piece, double total, double angle, (int Gaps, int Partings) each, PriorityQueue<Candidate, (double Cost, int Turn)> candidates)
    {
        var (normalX, normalY) = (Math.Cos(angle), Math.Sin(angle));
        var order = (int[])piece.Units.Clone();
        var places = Array.ConvertAll(order, unit => (normalX * units[unit].X) + (normalY * units[unit].Y));
        Array.Sort(places, order);
        var reach = order.Length == 0 ? 0 : order.Max(unit => units[unit].Reach);
        var seen = new HashSet<int>();
        foreach (var first in new[] { piece.Tasks / 2, (piece.Tasks + 1) / 2 }.Distinct())
        {
            foreach (var gap in Gaps(order, places, total, total * first / piece.Tasks, piece.Tasks, each.Gaps))
            {
                if (!seen.Add(gap))
                {
                    continue;
                }

                var cut = new StraightCut(normalX, normalY, (places[gap] + places[gap + 1]) / 2);
                var detours = Detours(order, places, gap, cut, reach);
                var chords = cut.Chords(piece, frame);
                var partings = StraightCut.Partings(chords).ToList();
                if (chords.Count == 1 && partings.Count == 1)
                {
                    Add(Rate(piece, total, cut, partings[0], chords[0].Length + (0.5 * detours), order[..(gap + 1)]));
                    continue;
                }

                foreach (var parting in partings.OrderByDescending(parting => parting.Sum(chord => chord.Length)).Take(each.Partings))
                {
                    var length = parting.Sum(chord => chord.Length) + (0.5 * detours);
                    Add(new Candidate(cut, parting, [], 0, length, length * length / piece.Area));
                }
            }
        }

        void Add(Candidate candidate) => candidates.Enqueue(candidate, (candidate.Cost, candidates.Count));
    }

    /// <summary>Gaps between neighbours along the normal: the one nearest to the wanted share, and others within tolerance.</summary>
    private List<int> Gaps(int[] order, double[] places, double total, double wanted, int tasks, int gapsEach)
    {
        var slack = Math.Log(1 + tolerance) / Math.Ceiling(Math.Log2(tasks)) * Math.Min(wanted, total - wanted);
        var (sum, nearest, distance) = (0.0, -1, double.MaxValue);
        var within = new List<int>();
        for (var gap = 0; gap + 1 < order.Length; gap++)
        {
            sum += units[order[gap]].Minutes;
            var off = Math.Abs(sum - wanted);
            if (places[gap + 1] - places[gap] > 1e-6)
            {
                (nearest, distance) = off < distance ? (gap, off) : (nearest, distance);
                if (off <= slack)
                {
                    within.Add(gap);
                }
            }
        }

        var gaps = new List<int>();
        if (nearest >= 0)
        {
            gaps.Add(nearest);
        }

        // The widest gaps: there a border is straight.
        gaps.AddRange(within.OrderByDescending(gap => places[gap + 1] - places[gap]).ThenBy(gap => gap).Take(gapsEach));
        return gaps;
    }

    /// <summary>About how much longer footprints in the way make a cut, in metres.</summary>
    private double Detours(int[] order, double[] places, int gap, StraightCut cut, double reach)
    {
        var sum = 0.0;
        for (var index = gap; index >= 0 && places[index] > cut.Offset - reach; index--)
        {
            sum += Math.Max(0, units[order[index]].Reach - (cut.Offset - places[index]));
        }

        for (var index = gap + 1; index < order.Length && places[index] < cut.Offset + reach; index++)
        {
            sum += Math.Max(0, units[order[index]].Reach - (places[index] - cut.Offset));
        }

        return sum;
    }

    private int[]? LeftOf(Piece piece, List<Chord> chords)
    {
        if (PieceParting.Left(piece.Rings, chords) is not { } left)
        {
            return null;
        }

        var region = new Region(left);
        return Array.FindAll(piece.Units, unit => region.Holds(units[unit].X, units[unit].Y));
    }

    private Candidate Rate(Piece piece, double total, StraightCut cut, List<Chord> chords, double length, int[] left)
    {
        var work = left.Sum(unit => units[unit].Minutes);
        var tasks = Math.Clamp((int)Math.Round(piece.Tasks * work / total), 1, piece.Tasks - 1);
        return new Candidate(cut, chords, left, tasks, length, (length * length / piece.Area) + (5 * Imbalance(work, total, tasks, piece.Tasks)));
    }

    /// <summary>How much more work than the mean the fuller side's tasks will have, beyond what is tolerated at each level.</summary>
    private static double Imbalance(double work, double total, int tasks, int all) =>
        (Math.Max(work / tasks, (total - work) / (all - tasks)) / (total / all)) - 1;

    private Parting? Realize(Piece piece, Candidate candidate, double total)
    {
        var left = candidate.Left.ToHashSet();
        var cut = candidate.Cut;
        var near = Array.FindAll(piece.Units, unit => units[unit].Footprint is not null && Math.Abs(cut.Right(units[unit].X, units[unit].Y)) <= units[unit].Reach);
        var band = near.Length == 0 ? 0 : near.Max(unit => Math.Abs(cut.Right(units[unit].X, units[unit].Y)) + units[unit].Reach);
        var clutter = new Clutter(cut, Math.Max(10, candidate.Chords.Max(chord => chord.Length) / 200));
        foreach (var unit in piece.Units)
        {
            if (units[unit].Footprint is { } footprint && Math.Abs(cut.Right(units[unit].X, units[unit].Y)) <= band + units[unit].Reach)
            {
                clutter.Add(footprint.Core, footprint.Outline);
            }
        }

        foreach (var ring in piece.Rings)
        {
            clutter.Add(ring, cut, band + 1);
        }

        var crossed = Array.ConvertAll(near, unit => (units[unit].Footprint!, left.Contains(unit)));
        var borders = new List<(Chord, List<Spot>)>();
        foreach (var chord in candidate.Chords)
        {
            if (CutPath.Find(cut, chord, crossed, clutter, frame) is not { } path)
            {
                return null;
            }

            borders.Add((chord, path));
        }

        if (PieceParting.Part(piece.Rings, borders) is not { } parts)
        {
            return null;
        }

        var one = new Piece(parts.Left, candidate.Left, candidate.Tasks);
        var other = new Piece(parts.Right, Array.FindAll(piece.Units, unit => !left.Contains(unit)), piece.Tasks - candidate.Tasks);
        var work = candidate.Left.Sum(unit => units[unit].Minutes);
        var cost = (5 * Imbalance(work, total, candidate.Tasks, piece.Tasks)) - (one.Compactness * Weight(one)) - (other.Compactness * Weight(other));
        return new Parting(one, other, candidate.Chords, cost);

        double Weight(Piece part) => (double)part.Tasks / piece.Tasks;
    }

    /// <summary>A cut to try. With nothing on its left yet its cost is the least it may come to.</summary>
    private sealed record Candidate(StraightCut Cut, List<Chord> Chords, int[] Left, int Tasks, double Length, double Cost);

    private sealed record Parting(Piece Left, Piece Right, List<Chord> Chords, double Cost);
}
