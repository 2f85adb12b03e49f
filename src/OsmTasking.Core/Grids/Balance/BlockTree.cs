namespace OsmTasking.Core.Grids.Balance;

/// <summary>A random spanning tree over blocks, and what would come of parting them at each of its branches.</summary>
internal sealed class BlockTree(int count, List<(int A, int B, double Cost)> sides)
{
    private readonly int[] _order = new int[count]; // Blocks, each after its parent.
    private readonly int[] _place = new int[count];
    private readonly int[] _parent = new int[count];
    private readonly int[] _end = new int[count];
    private readonly double[] _work = new double[count];
    private readonly double[] _border = new double[count];
    private readonly List<int>[] _near = Array.ConvertAll(new int[count], _ => new List<int>());

    /// <summary>Grows a tree; false if the blocks do not hang together.</summary>
    internal bool Grow(Random random)
    {
        // An exponential race: dear borders tend to join first.
        var keys = sides.ConvertAll(side => -Math.Log(1 - random.NextDouble()) / (side.Cost + 1e-6)).ToArray();
        var turn = Enumerable.Range(0, sides.Count).ToArray();
        Array.Sort(keys, turn);
        var root = Enumerable.Range(0, count).ToArray();
        Array.ForEach(_near, near => near.Clear());
        var joined = 1;
        foreach (var side in turn)
        {
            var (a, b) = (Root(root, sides[side].A), Root(root, sides[side].B));
            if (a != b)
            {
                root[a] = b;
                _near[sides[side].A].Add(sides[side].B);
                _near[sides[side].B].Add(sides[side].A);
                joined++;
            }
        }

        return joined == count && Walk();
    }

    /// <summary>Sums up work and borders of every branch.</summary>
    internal void Weigh(double[] work)
    {
        for (var index = 0; index < count; index++)
        {
            (_work[index], _border[index]) = (work[_order[index]], 0);
        }

        foreach (var (a, b, cost) in sides)
        {
            // A side counts for branches that hold one of its ends: from both ends up to where they meet.
            var (one, other) = (_place[a], _place[b]);
            while (one != other)
            {
                if (one > other)
                {
                    _border[one] += cost;
                    one = _parent[one];
                }
                else
                {
                    _border[other] += cost;
                    other = _parent[other];
                }
            }
        }

        for (var index = count - 1; index > 0; index--)
        {
            _work[_parent[index]] += _work[index];
        }
    }

    /// <summary>Work in a branch and the cost of its border; 1 to one less than there are blocks.</summary>
    internal (double Work, double Border) Branch(int branch) => (_work[branch], _border[branch]);

    internal bool[] In(int branch)
    {
        var held = new bool[count];
        for (var index = branch; index < _end[branch]; index++)
        {
            held[_order[index]] = true;
        }

        return held;
    }

    private static int Root(int[] root, int block)
    {
        while (root[block] != block)
        {
            block = root[block] = root[root[block]];
        }

        return block;
    }

    /// <summary>Orders blocks depth first, so that every branch is a run.</summary>
    private bool Walk()
    {
        var stack = new Stack<(int Block, int Parent)>([(0, -1)]);
        var seen = new bool[count];
        var next = 0;
        while (stack.TryPop(out var at))
        {
            seen[at.Block] = true;
            (_order[next], _place[at.Block], _parent[next]) = (at.Block, next, at.Parent);
            foreach (var near in _near[at.Block])
            {
                if (!seen[near])
                {
                    stack.Push((near, next));
                }
            }

            next++;
        }

        Array.Fill(_end, 0);
        for (var index = count - 1; index >= 0; index--)
        {
            _end[index] = Math.Max(_end[index], index + 1);
            if (index > 0)
            {
                _end[_parent[index]] = Math.Max(_end[_parent[index]], _end[index]);
            }
        }

        return next == count;
    }
}
