using OsmTasking.Core.Areas;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids;

/// <summary>Carries the rings of an area down the quadtree of tiles, cut into four at each level.</summary>
/// <remarks>
/// A vertex is touched about twice a level and a cell costs only the vertices that lie in it. From a tile that lies wholly
/// inside, no geometry goes down any more.
/// </remarks>
internal sealed class TileDescent
{
    /// <summary>The most vertices touched, over all levels: a few seconds of work. A million vertices need at most 10⁸.</summary>
    private const long MostWork = 300_000_000;

    private readonly int _zoom;
    private readonly Func<TileKey, IReadOnlyList<Ring>, bool> _border;
    private readonly Action<TileKey>? _inner;
    private long _work;

    private TileDescent(int zoom, Func<TileKey, IReadOnlyList<Ring>, bool> border, Action<TileKey>? inner) =>
        (_zoom, _border, _inner) = (zoom, border, inner);

    /// <summary>Gets the cells so far.</summary>
    private long Cells { get; set; }

    /// <summary>Visits the cells of an area and returns their number.</summary>
    /// <param name="area">The area.</param>
    /// <param name="zoom">Zoom of the cells.</param>
    /// <param name="border">Takes a cell that lies partly inside, with its rings; says whether it is kept.</param>
    /// <param name="inner">Takes a cell that lies wholly inside; null when their number is enough.</param>
    /// <exception cref="GridLimitException">Too many cells, or too much work.</exception>
    internal static long Run(AreaOfInterest area, int zoom, Func<TileKey, IReadOnlyList<Ring>, bool> border, Action<TileKey>? inner)
    {
        var descent = new TileDescent(zoom, border, inner);
        var rings = Ring.Of(area.Shape);
        var root = Tile.Holding(area.Bounds, zoom);
        if (Fills(rings, root))
        {
            descent.Inside(root);
        }
        else
        {
            descent.Across(root, rings);
        }

        return descent.Cells;
    }

    private static bool Fills(List<Ring> rings, TileKey tile) => rings is [var only] && only.Frames(Tile.Box(tile));

    private void Across(TileKey tile, List<Ring> rings)
    {
        if (tile.Zoom == _zoom)
        {
            if (_border(tile, rings))
            {
                Count(1);
            }

            return;
        }

        _work += rings.Sum(ring => (long)ring.Count);
        if (_work > MostWork)
        {
            throw GridLimitException.TooIntricate(_zoom);
        }

        var children = Tile.Children(tile);
        var middle = Tile.Box(children[0]);
        var quarters = RingCut.Quarter(rings, middle.MaxX, middle.MinY);
        for (var index = 0; index < quarters.Length; index++)
        {
            if (Fills(quarters[index], children[index]))
            {
                Inside(children[index]);
            }
            else if (quarters[index].Count > 0)
            {
                Across(children[index], quarters[index]);
            }

            quarters[index] = []; // What is done need not be held while the rest is.
        }
    }

    private void Inside(TileKey tile)
    {
        // Counted before it is walked, so that a refusal costs nothing.
        Count(1L << (2 * (_zoom - tile.Zoom)));
        if (_inner is not null)
        {
            Walk(tile);
        }
    }

    private void Walk(TileKey tile)
    {
        if (tile.Zoom == _zoom)
        {
            _inner!(tile);
            return;
        }

        foreach (var child in Tile.Children(tile))
        {
            Walk(child);
        }
    }

    private void Count(long cells)
    {
        Cells += cells;
        if (Cells > TileGrid.MostCells)
        {
            throw new GridLimitException(_zoom);
        }
    }
}
