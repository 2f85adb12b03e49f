using System.Collections;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids;

/// <summary>The cells of a grid; whole tiles as their key alone.</summary>
internal sealed class GridCells : IReadOnlyList<TaskOutline>
{
    private readonly List<(TileKey Tile, Geometry? Part)> _cells = [];

    public int Count => _cells.Count;

    public TaskOutline this[int index]
    {
        get
        {
            var (tile, part) = _cells[index];
            return new TaskOutline(index + 1, part ?? Tile.Outline(tile), tile, part is null);
        }
    }

    public IEnumerator<TaskOutline> GetEnumerator()
    {
        for (var index = 0; index < _cells.Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(TileKey tile, Geometry? part) => _cells.Add((tile, part));
}
