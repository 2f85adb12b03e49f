namespace OsmTasking.Core.Grids;

/// <summary>The cells of a grid in quadtree order: cells at the border with their rings, the others as whole blocks.</summary>
/// <remarks>A block of a million whole cells takes as much room as one.</remarks>
internal sealed class CellRuns
{
    private readonly List<Run> _runs = [];

    internal int Count { get; private set; }

    internal IReadOnlyList<Run> Runs => _runs;

    internal GridCell this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var (low, high) = (0, _runs.Count - 1);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = _runs[middle].Start <= index ? (middle, high) : (low, middle - 1);
            }

            var (column, row) = _runs[low].Block.At(index - _runs[low].Start);
            return new GridCell(column, row, _runs[low].Rings);
        }
    }

    internal void Whole(Block block) => Add(block, null);

    internal void Part(Block cell, Ring[] rings) => Add(cell, rings);

    internal void Append(CellRuns others)
    {
        foreach (var run in others._runs)
        {
            Add(run.Block, run.Rings);
        }
    }

    private void Add(Block block, Ring[]? rings)
    {
        _runs.Add(new Run(Count, block, rings));
        Count += block.Cells;
    }

    /// <summary>A border cell with rings, or a block of whole cells.</summary>
    internal readonly record struct Run(int Start, Block Block, Ring[]? Rings);
}

/// <summary>A cell: a whole one if it has no rings.</summary>
internal readonly record struct GridCell(int Column, int Row, Ring[]? Rings);
