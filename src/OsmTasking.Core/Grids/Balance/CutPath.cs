namespace OsmTasking.Core.Grids.Balance;

/// <summary>Turns a chord into a border that leaves every footprint whole on one side.</summary>
internal static class CutPath
{
    /// <summary>Finds the border, or nothing if footprints entangle there.</summary>
    /// <param name="cut">The line.</param>
    /// <param name="chord">The stretch of it.</param>
    /// <param name="crossed">Footprints that the line crosses, and whether each belongs to its left.</param>
    /// <param name="clutter">What is in the way.</param>
    /// <param name="frame">Where places get their degrees.</param>
    internal static List<Spot>? Find(StraightCut cut, Chord chord, IReadOnlyList<(Footprint Footprint, bool Left)> crossed, Clutter clutter, Frame frame)
    {
        var detours = new List<Detour>();
        foreach (var (footprint, left) in crossed)
        {
            if (Detour.Round(cut, footprint.Outline, left) is not { } detour || detour.Leave < chord.From.Along || detour.Enter > chord.To.Along)
            {
                continue;
            }

            if (detour.Enter < chord.From.Along + 0.1 || detour.Leave > chord.To.Along - 0.1)
            {
                return null; // It stands in the gate.
            }

            detours.Add(detour);
        }

        detours.Sort((a, b) => a.Enter.CompareTo(b.Enter));
        var path = new List<Spot> { chord.From.Spot };
        var at = double.MinValue;
        foreach (var detour in detours)
        {
            if (detour.Enter <= at)
            {
                return null;
            }

            path.AddRange(detour.Way.Select(point => frame.At(point.X, point.Y)));
            at = detour.Leave;
        }

        path.Add(chord.To.Spot);
        TautPath.Pull(path, clutter, frame, chord.From.Host, chord.To.Host);
        return TautPath.IsSound(path, clutter, chord.From.Host, chord.To.Host) ? path : null;
    }

    /// <summary>A way round a footprint, from where the line enters it first to where it leaves it last.</summary>
    private sealed record Detour(double Enter, double Leave, List<(double X, double Y)> Way)
    {
        internal static Detour? Round(StraightCut cut, double[] ring, bool left)
        {
            var (enter, leave) = ((Along: double.MaxValue, Edge: -1, X: 0.0, Y: 0.0), (Along: double.MinValue, Edge: -1, X: 0.0, Y: 0.0));
            var here = cut.Right(ring[0], ring[1]);
            for (var index = 0; index < ring.Length; index += 2)
            {
                var next = index + 2 == ring.Length ? 0 : index + 2;
                var there = cut.Right(ring[next], ring[next + 1]);
                if (here < 0 != there < 0)
                {
                    var share = here / (here - there);
                    var (x, y) = (ring[index] + (share * (ring[next] - ring[index])), ring[index + 1] + (share * (ring[next + 1] - ring[index + 1])));
                    var along = cut.Along(x, y);
                    enter = along < enter.Along ? (along, index, x, y) : enter;
                    leave = along > leave.Along ? (along, index, x, y) : leave;
                }

                here = there;
            }

            if (enter.Edge < 0 || enter.Edge == leave.Edge)
            {
                return null;
            }

            // The ring turns left. With the footprint on the left the border follows it, else it goes against it.
            var way = new List<(double X, double Y)> { (enter.X, enter.Y) };
            if (left)
            {
                for (var index = (enter.Edge + 2) % ring.Length; ; index = (index + 2) % ring.Length)
                {
                    way.Add((ring[index], ring[index + 1]));
                    if (index == leave.Edge)
                    {
                        break;
                    }
                }
            }
            else
            {
                for (var index = enter.Edge; ; index = (index + ring.Length - 2) % ring.Length)
                {
                    way.Add((ring[index], ring[index + 1]));
                    if (index == (leave.Edge + 2) % ring.Length)
                    {
                        break;
                    }
                }
            }

            way.Add((leave.X, leave.Y));
            return new Detour(enter.Along, leave.Along, way);
        }
    }
}
