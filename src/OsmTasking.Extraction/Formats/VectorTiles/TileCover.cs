namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Finds the tiles that lines or rings lie in and cuts them there, by halving the square: n log n in their positions.</summary>
/// <param name="buffer">How far tiles reach beyond their edges, in steps.</param>
/// <param name="take">Receives column, row, and what lies in the tile, in steps of the zoom; valid only during the call.</param>
internal sealed class TileCover(int buffer, Action<int, int, TilePaths> take)
{
    private const int Shift = 12; // Log2 of the extent.
    private readonly TileClip _clip = new();
    private readonly TilePaths[] _levels = [.. Enumerable.Range(0, VectorTileOptions.DeepestZoom + 1).Select(_ => new TilePaths())];

    /// <summary>Returns the box of a tile with its buffer, in steps of <paramref name="zoom"/>.</summary>
    /// <param name="level">The zoom of the tile; at most <paramref name="zoom"/>.</param>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="zoom">The zoom whose steps count.</param>
    /// <param name="buffer">How far the box reaches beyond the edges, in steps.</param>
    internal static TileBox Box(int level, int x, int y, int zoom, int buffer)
    {
        var shift = zoom - level + Shift;
        return new((x << shift) - buffer, (y << shift) - buffer, ((x + 1) << shift) + buffer, ((y + 1) << shift) + buffer);
    }

    /// <summary>Returns the first and last column and row that a box has a part in, as a box.</summary>
    internal static TileBox Tiles(TileBox box, int zoom, int buffer)
    {
        var most = (1 << zoom) - 1;
        return new(
            Math.Clamp((box.West - buffer) >> Shift, 0, most), Math.Clamp((box.North - buffer) >> Shift, 0, most),
            Math.Clamp((box.East + buffer) >> Shift, 0, most), Math.Clamp((box.South + buffer) >> Shift, 0, most));
    }

    internal void Visit(TilePaths paths, bool rings, int zoom)
    {
        if (paths.Count == 0)
        {
            return;
        }

        var tiles = Tiles(paths.Bounds(), zoom, buffer);

        // The deepest tile that holds them all.
        var level = zoom;
        while (tiles.West >> (zoom - level) != tiles.East >> (zoom - level) || tiles.North >> (zoom - level) != tiles.South >> (zoom - level))
        {
            level--;
        }

        Visit(paths, rings, zoom, level, tiles.West >> (zoom - level), tiles.North >> (zoom - level), tiles);
    }

    private void Visit(TilePaths paths, bool rings, int zoom, int level, int x, int y, TileBox tiles)
    {
        var box = Box(level, x, y, zoom, buffer);
        var bounds = paths.Bounds();
        if (!box.Meets(bounds))
        {
            return;
        }

        if (!box.Contains(bounds))
        {
            var target = _levels[level];
            if (rings)
            {
                _clip.Rings(paths, box, target);
            }
            else
            {
                TileClip.Lines(paths, box, target);
            }

            paths = target;
        }

        if (paths.Count == 0)
        {
            return;
        }

        if (level == zoom)
        {
            take(x, y, paths);
            return;
        }

        for (var child = 0; child < 4; child++)
        {
            var (column, row) = ((x * 2) + (child & 1), (y * 2) + (child >> 1));
            var below = zoom - level - 1;
            if (new TileBox(column << below, row << below, ((column + 1) << below) - 1, ((row + 1) << below) - 1).Meets(tiles))
            {
                Visit(paths, rings, zoom, level + 1, column, row, tiles);
            }
        }
    }
}
