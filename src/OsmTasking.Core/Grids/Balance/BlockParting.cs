namespace OsmTasking.Core.Grids.Balance;

/// <summary>Puts blocks together to tasks of about equal work, each of one piece.</summary>
/// <remarks>
/// A set of blocks is parted by the best branch of many random spanning trees: both sides hang together by construction. Trees
/// grow first over borders that would be dear, so that cheap ones, main roads above all, are left to part at. In the end pairs
/// of neighbours are parted anew as long as that makes them more even or their border cheaper.
/// </remarks>
internal sealed class BlockParting(BlockGraph graph, double tolerance, CancellationToken cancellationToken)
{
    private const int MostRounds = 6;

    /// <summary>Up to so many tasks every pair of neighbours is parted anew in every round.</summary>
    private const int FewTasks = 500;

    /// <summary>What imbalance costs against a border as long as the side of a task.</summary>
    private const double Uneven = 3, TooUneven = 30;

    private double _mean;
    private int _trees = 40;

    internal List<List<int>> Part(int[] blocks, int tasks)
    {
        _mean = blocks.Sum(block => graph.Work[block]) / tasks;
        var found = new List<List<int>>();
        Descend(blocks, tasks, found);
        Refine(found);
        return found;
    }

    private void Descend(int[] blocks, int tasks, List<List<int>> found)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (tasks <= 1 || blocks.Length <= 1 || Best(blocks, tasks, seed: tasks) is not { } best)
        {
            found.Add([.. blocks]);
            return;
        }

        Descend(best.Left, best.Tasks, found);
        Descend(best.Right, tasks - best.Tasks, found);
    }

    private void Refine(List<List<int>> found)
    {
        var owner = new Dictionary<int, int>();
        for (var task = 0; task < found.Count; task++)
        {
            found[task].ForEach(block => owner[block] = task);
        }

        // Of many tasks only those are tried again that, or whose neighbour, were parted anew since.
        var all = found.Count <= FewTasks;
        _trees = all ? 40 : 20;
        var (before, now) = (new HashSet<int>(Enumerable.Range(0, found.Count)), new HashSet<int>());
        for (var (round, changed) = (0, true); round < MostRounds && changed; round++)
        {
            changed = false;
            var pairs = found.SelectMany((blocks, task) => blocks.SelectMany(block => graph.Sides(block)).Where(side => owner.GetValueOrDefault(side.Other, task) != task)
                .Select(side => (Math.Min(task, owner[side.Other]), Math.Max(task, owner[side.Other])))).Distinct()
                .OrderByDescending(pair => Math.Abs(Work(found[pair.Item1]) - Work(found[pair.Item2]))).ThenBy(pair => pair).ToList();
            foreach (var (one, other) in pairs)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!all && !before.Contains(one) && !before.Contains(other) && !now.Contains(one) && !now.Contains(other))
                {
                    continue;
                }

                var (left, right) = (found[one], found[other]);
                var cost = Cost(Border(left, right), graph.Area, left, right);
                if (!double.IsFinite(cost) || Best([.. left, .. right], 2, seed: (round * 7919) + one) is not { } best || best.Cost >= cost - 1e-6)
                {
                    continue;
                }

                (found[one], found[other]) = ([.. best.Left], [.. best.Right]);
                found[one].ForEach(block => owner[block] = one);
                found[other].ForEach(block => owner[block] = other);
                now.Add(one);
                now.Add(other);
                changed = true;
            }

            (before, now) = (now, []);
        }
    }

    private double Work(List<int> blocks) => blocks.Sum(block => graph.Work[block]);

    /// <summary>The cost of the border between two tasks; infinite if they have none any more.</summary>
    private double Border(List<int> left, List<int> right)
    {
        var others = right.ToHashSet();
        var sides = left.SelectMany(graph.Sides).Where(side => others.Contains(side.Other)).ToList();
        return sides.Count == 0 ? double.PositiveInfinity : sides.Sum(side => side.Cost);
    }

    private double Cost(double border, double[] areas, List<int> left, List<int> right) =>
        Cost(border, left.Sum(block => areas[block]) + right.Sum(block => areas[block]), Work(left), Work(right), 1, 1);

    private double Cost(double border, double area, double left, double right, int leftTasks, int rightTasks)
    {
        var over = Math.Max(left / leftTasks, right / rightTasks) / _mean;
        var under = Math.Min(left / leftTasks, right / rightTasks) / _mean;
        var slack = Math.Pow(1 + tolerance, 1.0 / Math.Max(1, Math.Ceiling(Math.Log2(leftTasks + rightTasks))));
        var off = Math.Max(over - 1, (1 - under) * 0.7);
        return (border / Math.Sqrt(area)) + (Uneven * Math.Max(0, off)) + (TooUneven * Math.Max(0, over - slack));
    }

    /// <summary>The best branch of many trees; nothing if the blocks do not hang together.</summary>
    private Parting? Best(int[] blocks, int tasks, int seed)
    {
        var local = new Dictionary<int, int>(blocks.Length);
        Array.Sort(blocks);
        for (var index = 0; index < blocks.Length; index++)
        {
            local[blocks[index]] = index;
        }

        var sides = new List<(int A, int B, double Cost)>();
        foreach (var block in blocks)
        {
            foreach (var (other, cost) in graph.Sides(block))
            {
                if (other > block && local.TryGetValue(other, out var to))
                {
                    sides.Add((local[block], to, cost));
                }
            }
        }

        var (work, area) = (Array.ConvertAll(blocks, block => graph.Work[block]), blocks.Sum(block => graph.Area[block]));
        var total = work.Sum();
        var random = new Random(HashCode(blocks, seed));
        var tree = new BlockTree(blocks.Length, sides);
        (double Cost, int Tasks, bool[] In)? best = null;
        for (var trial = blocks.Length > 4000 ? 8 : blocks.Length > 600 ? 16 : _trees; trial > 0; trial--)
        {
            if (!tree.Grow(random))
            {
                return null;
            }

            tree.Weigh(work);
            for (var branch = 1; branch < blocks.Length; branch++)
            {
                var (mine, border) = tree.Branch(branch);
                var share = Math.Clamp((int)Math.Round(tasks * mine / Math.Max(total, 1e-9)), 1, tasks - 1);

                // Halves rather than crumbs: what is left must still be divisible.
                var lopsided = tasks > 3 && (share < tasks * 0.25 || share > tasks * 0.75) ? 1 : 0;
                var cost = lopsided + Cost(border, area, mine, total - mine, share, tasks - share);
                if (best is null || cost < best.Value.Cost)
                {
                    best = (cost, share, tree.In(branch));
                }
            }
        }

        return best is not { } found ? null : new Parting(
            [.. blocks.Where((_, index) => found.In[index])], [.. blocks.Where((_, index) => !found.In[index])], found.Tasks, found.Cost);
    }

    /// <summary>The same for the same blocks, in every process.</summary>
    private static int HashCode(int[] blocks, int seed)
    {
        var hash = unchecked((uint)seed * 2654435761);
        foreach (var block in blocks)
        {
            hash = unchecked((hash ^ (uint)block) * 16777619);
        }

        return (int)(hash & int.MaxValue);
    }

    private sealed record Parting(int[] Left, int[] Right, int Tasks, double Cost);
}
