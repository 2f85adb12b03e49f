using System.Runtime.ExceptionServices;

namespace OsmTasking.Core.Grids;

/// <summary>Carries the rings of an area down the quadtree over a grid, cut into four at each level.</summary>
/// <remarks>
/// A vertex is touched about twice a level and a cell costs only the vertices that lie in it. From a block that lies wholly
/// inside, no geometry goes down any more. Subtrees are walked side by side and put together in their order, so the result
/// does not depend on threads.
/// </remarks>
internal sealed class GridDescent
{
    /// <summary>The most vertices touched, over all levels: a few seconds of work. A million vertices need at most 10⁸.</summary>
    private const long MostWork = 300_000_000;

    /// <summary>Subtrees to share out: enough that the last few are small against the whole.</summary>
    private const int Subtrees = 64;

    private readonly GridLines _lines;
    private readonly GridBounds _bounds;
    private readonly CancellationToken _cancel;
    private long _cells;
    private long _work;
    private long _kept;

    private GridDescent(GridLines lines, GridBounds bounds, CancellationToken cancel) => (_lines, _bounds, _cancel) = (lines, bounds, cancel);

    /// <summary>Finds the cells of an area.</summary>
    /// <param name="rings">The rings of the area.</param>
    /// <param name="root">A block that holds them.</param>
    /// <param name="lines">The grid.</param>
    /// <param name="bounds">What is too much.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="GridLimitException">Too many cells or vertices, or too much work.</exception>
    internal static CellRuns Run(Ring[] rings, Block root, GridLines lines, GridBounds bounds, CancellationToken cancel)
    {
        var descent = new GridDescent(lines, bounds, cancel);
        var frontier = descent.Frontier(new Node(root, rings));
        var parts = new CellRuns[frontier.Count];
        if (bounds.Threads == 1 || frontier.Count == 1)
        {
            for (var index = 0; index < parts.Length; index++)
            {
                descent.Walk(frontier[index], parts[index] = new CellRuns());
                frontier[index] = default; // What is done need not be held while the rest is.
            }
        }
        else
        {
            descent.Share(frontier, parts);
        }

        var all = new CellRuns();
        foreach (var part in parts)
        {
            all.Append(part);
        }

        return all;
    }

    private void Share(List<Node> frontier, CellRuns[] parts)
    {
        var options = new ParallelOptions { CancellationToken = _cancel, MaxDegreeOfParallelism = _bounds.Threads };
        try
        {
            Parallel.For(0, parts.Length, options, index => Walk(frontier[index], parts[index] = new CellRuns()));
        }
        catch (AggregateException faults) when (faults.InnerExceptions.OfType<GridLimitException>().FirstOrDefault() is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    /// <summary>Descends level by level until there are enough subtrees.</summary>
    private List<Node> Frontier(Node root)
    {
        var frontier = new List<Node> { root };
        while (frontier.Count < Subtrees && frontier.Exists(CanSplit))
        {
            var next = new List<Node>(frontier.Count * 4);
            foreach (var node in frontier)
            {
                if (CanSplit(node))
                {
                    Quarter(node, next);
                }
                else
                {
                    next.Add(node);
                }
            }

            frontier = next;
        }

        return frontier;
    }

    private bool CanSplit(Node node) => node.Block.Level > 0 && node.Rings is { } rings && !Fills(rings, node.Block);

    private bool Fills(Ring[] rings, Block block) => rings is [var only] && only.Frames(_lines.BoxOf(block));

    private Ring[][] Quarter(Node node)
    {
        var middle = node.Block.Child(3);
        return RingCut.Quarter(node.Rings!, _lines.X(middle.Column), _lines.Y(middle.Row));
    }

    private void Quarter(Node node, List<Node> into)
    {
        var quarters = Quarter(node);
        for (var index = 0; index < quarters.Length; index++)
        {
            if (quarters[index].Length > 0)
            {
                into.Add(new Node(node.Block.Child(index), quarters[index]));
            }
        }
    }

    private void Walk(Node node, CellRuns into)
    {
        var (block, rings) = node;
        if (Fills(rings!, block))
        {
            Count(1L << (2 * block.Level));
            into.Whole(block);
            return;
        }

        var vertices = 0;
        foreach (var ring in rings!)
        {
            vertices += ring.Count;
        }

        if (Interlocked.Add(ref _work, vertices) > MostWork)
        {
            throw _bounds.TooIntricate();
        }

        if (block.Level > 0)
        {
            _cancel.ThrowIfCancellationRequested();
            var quarters = Quarter(node);
            Array.Clear(rings); // Held by the quarters now.
            for (var index = 0; index < quarters.Length; index++)
            {
                if (quarters[index].Length > 0)
                {
                    Walk(new Node(block.Child(index), quarters[index]), into);
                }
            }
        }
        else if (Array.Exists(rings, ring => ring.TwiceArea > 0))
        {
            Count(1);
            if (Interlocked.Add(ref _kept, vertices) > TileGrid.MostVertices)
            {
                throw _bounds.TooIntricate();
            }

            into.Part(block, rings);
        }
    }

    private void Count(long cells)
    {
        if (Interlocked.Add(ref _cells, cells) > _bounds.Cells)
        {
            throw _bounds.TooManyCells();
        }
    }

    private readonly record struct Node(Block Block, Ring[]? Rings);
}

/// <summary>What is too much for one grid, and how to say so.</summary>
/// <param name="Cells">The most cells.</param>
/// <param name="TooManyCells">Makes the refusal.</param>
/// <param name="TooIntricate">Makes the refusal of too much work.</param>
internal sealed record GridBounds(long Cells, Func<GridLimitException> TooManyCells, Func<GridLimitException> TooIntricate)
{
    /// <summary>Gets how many threads may work; -1 for all.</summary>
    public int Threads { get; init; } = -1;
}
