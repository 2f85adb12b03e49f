using System.Runtime.InteropServices;

namespace OsmTasking.Core.Grids;

/// <summary>Cuts rings by a meridian or a parallel and keeps one side.</summary>
/// <remarks>
/// Vertices on the line count as beyond it, whichever side is kept: the result is the closure of what lies strictly on that
/// side, so rings that merely touch the line leave no strips without width. Both sides compute each crossing from the same
/// two ends in the same order, and so share it bit for bit.
/// </remarks>
internal sealed class LineCut
{
    /// <summary>A thread keeps its lists from cut to cut unless they have grown beyond this: half a megabyte.</summary>
    private const int MostHeld = 1 << 16;

    [ThreadStatic]
    private static LineCut? _last;

    private readonly List<double> _numbers = []; // The chains, one behind another.
    private readonly List<double> _joined = [];
    private readonly List<int> _starts = [];
    private readonly List<Crossing> _crossings = [];
    private readonly List<Ring> _kept = [];
    private int[] _next = [];
    private int _axis;
    private double _line;
    private bool _low;

    /// <summary>Keeps what lies on one side of a line.</summary>
    /// <param name="rings">Rings of a valid shape.</param>
    /// <param name="axis">0 for the meridian x = line, 1 for the parallel y = line.</param>
    /// <param name="line">Degrees.</param>
    /// <param name="low">Whether the western or southern side is kept.</param>
    /// <returns>The rings; or null if the crossings contradict each other, which takes edges closer than rounding.</returns>
    internal static Ring[]? Keep(ReadOnlySpan<Ring> rings, int axis, double line, bool low)
    {
        var cut = _last ??= new LineCut();
        (cut._axis, cut._line, cut._low) = (axis, line, low);
        var kept = cut.Keep(rings) ? cut._kept.ToArray() : null;
        cut.Clear();
        return kept;
    }

    private bool Keep(ReadOnlySpan<Ring> rings)
    {
        foreach (var ring in rings)
        {
            if (_low ? ring.Most(_axis) < _line : ring.Least(_axis) > _line)
            {
                _kept.Add(ring);
            }
            else if (_low ? ring.Least(_axis) < _line : ring.Most(_axis) > _line)
            {
                Chain(ring);
            }
        }

        return _starts.Count == 0 || Link();
    }

    private void Clear()
    {
        _numbers.Clear();
        _starts.Clear();
        _crossings.Clear();
        _kept.Clear();
        if (_numbers.Capacity > MostHeld || _kept.Capacity > MostHeld)
        {
            _last = null;
        }
    }

    /// <summary>Collects the runs of a ring on the kept side, each from the crossing where it enters to the one where it leaves.</summary>
    private void Chain(Ring ring)
    {
        var numbers = ring.Numbers;
        var (axis, line, low) = (_axis, _line, _low);
        var first = 0;
        while (!(Outside(numbers[first + axis]) && !Outside(numbers[After(first, numbers.Length) + axis])))
        {
            first += 2; // Ends: a ring that reaches both sides enters somewhere.
        }

        var (run, inside) = (-1, false);
        for (var (step, from) = (0, first); step < numbers.Length; step += 2)
        {
            var to = After(from, numbers.Length);
            var goesInside = !Outside(numbers[to + axis]);
            if (inside != goesInside)
            {
                if (goesInside)
                {
                    _starts.Add(_numbers.Count);
                    run = to;
                }
                else
                {
                    Copy(numbers, run, to);
                }

                Cross(numbers, from, to, goesInside);
            }

            (inside, from) = (goesInside, to);
        }

        bool Outside(double u) => low ? !(u < line) : !(u > line);
    }

    private static int After(int index, int length) => index + 2 == length ? 0 : index + 2;

    /// <summary>Copies the vertices from one up to another, round the end if need be.</summary>
    private void Copy(ReadOnlySpan<double> numbers, int from, int to)
    {
        if (to <= from)
        {
            _numbers.AddRange(numbers[from..]);
            from = 0;
        }

        _numbers.AddRange(numbers[from..to]);
    }

    private void Cross(ReadOnlySpan<double> numbers, int from, int to, bool enters)
    {
        var (low, high) = numbers[from + _axis] <= numbers[to + _axis] ? (from, to) : (to, from);
        var (u1, v1, u2, v2) = (numbers[low + _axis], numbers[low + 1 - _axis], numbers[high + _axis], numbers[high + 1 - _axis]);
        var place = u2 == _line ? v2
            : u1 == _line ? v1
            : Math.Clamp(v1 + ((v2 - v1) * ((_line - u1) / (u2 - u1))), Math.Min(v1, v2), Math.Max(v1, v2));
        _crossings.Add(new Crossing(place, enters, _starts.Count - 1));
        _numbers.Add(_axis == 0 ? _line : place);
        _numbers.Add(_axis == 0 ? place : _line);
    }

    /// <summary>Joins the chains along the line: between crossings 2i and 2i + 1 the line lies inside.</summary>
    private bool Link()
    {
        if (_crossings.Count > 2)
        {
            _crossings.Sort(static (a, b) => a.Place.CompareTo(b.Place));
        }
        else if (_crossings[0].Place > _crossings[1].Place)
        {
            (_crossings[0], _crossings[1]) = (_crossings[1], _crossings[0]);
        }

        if (!Alternate())
        {
            return false;
        }

        if (_next.Length < _starts.Count)
        {
            _next = new int[Math.Max(16, 2 * _starts.Count)];
        }

        var next = _next.AsSpan(0, _starts.Count);
        for (var index = 0; index < _crossings.Count; index++)
        {
            if (!_crossings[index].Enters)
            {
                next[_crossings[index].Chain] = _crossings[index ^ 1].Chain;
            }
        }

        for (var first = 0; first < next.Length; first++)
        {
            for (var chain = first; next[chain] >= 0;)
            {
                var end = chain + 1 < _starts.Count ? _starts[chain + 1] : _numbers.Count;
                Join(_joined, CollectionsMarshal.AsSpan(_numbers)[_starts[chain]..end]);

                (chain, next[chain]) = (next[chain], -1);
            }

            if (Ring.Close(_joined) is { } ring)
            {
                _kept.Add(ring);
            }

            _joined.Clear();
        }

        return true;
    }

    /// <summary>Appends a chain. Only its first and last edge can have shrunk to nothing: their crossings may lie on a vertex.</summary>
    private static void Join(List<double> numbers, ReadOnlySpan<double> chain)
    {
        Ring.Append(numbers, chain[0], chain[1]);
        Ring.Append(numbers, chain[2], chain[3]);
        if (chain.Length > 6)
        {
            numbers.AddRange(chain[4..^2]);
        }

        Ring.Append(numbers, chain[^2], chain[^1]);
    }

    /// <summary>Orders crossings of equal place so that ways in and out take turns.</summary>
    private bool Alternate()
    {
        // Going east, the inside lies to the north: the southernmost crossing of a meridian goes east. Parallels mirror that.
        var firstEnters = _low == (_axis == 1);
        for (var start = 0; start < _crossings.Count;)
        {
            var end = start + 1;
            while (end < _crossings.Count && _crossings[end].Place == _crossings[start].Place)
            {
                end++;
            }

            if (end - start > 1)
            {
                var group = _crossings.GetRange(start, end - start).ToLookup(crossing => crossing.Enters);
                var (waysIn, waysOut) = (new Queue<Crossing>(group[true]), new Queue<Crossing>(group[false]));
                for (var index = start; index < end; index++)
                {
                    if (!(firstEnters == (index % 2 == 0) ? waysIn : waysOut).TryDequeue(out var crossing))
                    {
                        return false;
                    }

                    _crossings[index] = crossing;
                }
            }
            else if (_crossings[start].Enters != (firstEnters == (start % 2 == 0)))
            {
                return false;
            }

            start = end;
        }

        return true;
    }

    private readonly record struct Crossing(double Place, bool Enters, int Chain);
}
