namespace OsmTasking.Extraction.Checks;

/// <summary>How the lines of a table hang together by common nodes.</summary>
internal sealed class Network
{
    private readonly int[] _parents;
    private readonly Dictionary<long, (int Line, int Uses)> _joints = [];

    internal Network(LineTable lines)
    {
        _parents = new int[lines.Lines.Length];
        var filter = new TwiceFilter(lines.Refs.Length);
        for (var i = 0; i < _parents.Length; i++)
        {
            _parents[i] = i;
            if ((lines.Lines[i].Use & WayUse.Network) != WayUse.None)
            {
                foreach (var node in lines.Refs.Slice(lines.Lines[i].Start, lines.Lines[i].Count))
                {
                    filter.Note((ulong)node);
                }
            }
        }

        filter.Turn();
        for (var i = 0; i < _parents.Length; i++)
        {
            if ((lines.Lines[i].Use & WayUse.Network) == WayUse.None)
            {
                continue;
            }

            foreach (var node in lines.Refs.Slice(lines.Lines[i].Start, lines.Lines[i].Count))
            {
                if (filter.MayBeTwice((ulong)node))
                {
                    Join(i, node);
                }
            }
        }
    }

    /// <summary>Tells whether a node belongs to two lines, or twice to one.</summary>
    internal bool IsJoint(long node) => _joints.TryGetValue(node, out var joint) && joint.Uses > 1;

    /// <summary>Gets the line that stands for all that hang together with this one.</summary>
    internal int RootOf(int line)
    {
        while (_parents[line] != line)
        {
            line = _parents[line] = _parents[_parents[line]];
        }

        return line;
    }

    private void Join(int line, long node)
    {
        var (other, uses) = _joints.GetValueOrDefault(node, (line, 0));
        _joints[node] = (other, uses + 1);
        var (a, b) = (RootOf(line), RootOf(other));
        _parents[Math.Max(a, b)] = Math.Min(a, b); // The first line of the file stands for all: the same in every run.
    }
}
