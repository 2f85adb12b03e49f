using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Checks;

/// <summary>A way in a <see cref="LineTable"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Start">Where its nodes begin in the table.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Facts">What it is.</param>
internal readonly record struct Line(long Id, int Start, int Count, WayFacts Facts)
{
    internal WayUse Use => Facts.Use;

    internal int End => Start + Count;
}

/// <summary>The ways that make up the network, and the barriers in it: 16 bytes a node and 32 a way.</summary>
internal sealed class LineTable
{
    private GrowingArray<Line> _lines = new();
    private GrowingArray<ulong> _places = new();
    private GrowingArray<long> _refs = new();

    internal ReadOnlySpan<Line> Lines => _lines.Span;

    internal ReadOnlySpan<ulong> Places => _places.Span;

    internal ReadOnlySpan<long> Refs => _refs.Span;

    internal void Add(long id, WayFacts facts, ReadOnlySpan<ulong> places, ReadOnlySpan<long> refs)
    {
        _lines.Add(new Line(id, _refs.Count, refs.Length, facts));
        refs.CopyTo(_refs.Extend(refs.Length));
        var into = _places.Extend(refs.Length);
        into.Clear();
        places.CopyTo(into);
    }

    internal void Add(LineTable other)
    {
        foreach (ref readonly var line in other.Lines)
        {
            _lines.Add(line with { Start = line.Start + _refs.Count });
        }

        other.Places.CopyTo(_places.Extend(other._places.Count));
        other.Refs.CopyTo(_refs.Extend(other._refs.Count));
    }

    internal void Clear()
    {
        _lines.Clear();
        _places.Clear();
        _refs.Clear();
    }

    /// <summary>Finds the way that a position belongs to.</summary>
    /// <param name="position">Its place in the table.</param>
    /// <param name="near">The way found before, tried first.</param>
    internal int LineAt(int position, int near)
    {
        var lines = Lines;
        if (position >= lines[near].Start && position < lines[near].End)
        {
            return near;
        }

        var (low, high) = (0, lines.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            (low, high) = lines[middle].Start <= position ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}

/// <summary>A ring of a building in an <see cref="OutlineTable"/>.</summary>
internal readonly record struct Outline(OsmObjectId Object, int Start, int Count, WayFacts Facts);

/// <summary>The outlines of buildings: 8 bytes a node and 40 a ring.</summary>
internal sealed class OutlineTable
{
    private GrowingArray<Outline> _outlines = new();
    private GrowingArray<ulong> _places = new();

    internal int Count => _outlines.Count;

    internal ReadOnlySpan<Outline> Outlines => _outlines.Span;

    internal ReadOnlySpan<ulong> Ring(in Outline outline) => _places.Span.Slice(outline.Start, outline.Count);

    internal void Add(OsmObjectId id, WayFacts facts, ReadOnlySpan<ulong> ring)
    {
        _outlines.Add(new Outline(id, _places.Count, ring.Length, facts));
        ring.CopyTo(_places.Extend(ring.Length));
    }

    internal void Add(OutlineTable other)
    {
        foreach (ref readonly var outline in other.Outlines)
        {
            _outlines.Add(outline with { Start = outline.Start + _places.Count });
        }

        other._places.Span.CopyTo(_places.Extend(other._places.Count));
    }

    internal void Clear()
    {
        _outlines.Clear();
        _places.Clear();
    }
}
