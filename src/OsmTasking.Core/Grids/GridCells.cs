using System.Collections;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids;

/// <summary>The cells of a tile grid; shapes are made each time one is asked for.</summary>
internal sealed class GridCells(CellRuns runs, int zoom, bool clip) : IReadOnlyList<TaskOutline>
{
    public int Count => runs.Count;

    internal CellRuns Runs => runs;

    public TaskOutline this[int index] => Outline(index, runs[index]);

    public IEnumerator<TaskOutline> GetEnumerator()
    {
        var rows = new TileRows(zoom);
        foreach (var run in runs.Runs)
        {
            for (var place = 0; place < run.Block.Cells; place++)
            {
                var (column, row) = run.Block.At(place);
                yield return clip && run.Rings is not null
                    ? Outline(run.Start + place, new GridCell(column, row, run.Rings))
                    : new TaskOutline(run.Start + place + 1, Tile.Outline(Tile.West(zoom, column), rows[row + 1], Tile.West(zoom, column + 1), rows[row]), new TileKey(zoom, column, row), IsSquare: true);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private TaskOutline Outline(int index, GridCell cell)
    {
        var tile = new TileKey(zoom, cell.Column, cell.Row);
        return clip && cell.Rings is { } rings
            ? new TaskOutline(index + 1, RingAssembly.CellShape(rings), tile, IsSquare: false)
            : new TaskOutline(index + 1, Tile.Outline(tile), tile, IsSquare: true);
    }
}
