using OsmTasking.Core.Tasks;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Tiles as numbers: all of one zoom before the next, along a Hilbert curve. PMTiles specification 3, section 4.1.</summary>
internal static class TileIds
{
    internal static ulong Of(int zoom, int x, int y)
    {
        var (column, row) = ((uint)x, (uint)y);
        ulong place = 0;
        for (var half = (1u << zoom) >> 1; half > 0; half >>= 1)
        {
            var (right, lower) = ((column & half) == 0 ? 0u : 1u, (row & half) == 0 ? 0u : 1u);
            place += (ulong)half * half * ((3 * right) ^ lower);
            Turn(half, right, lower, ref column, ref row);
        }

        return Before(zoom) + place;
    }

    internal static TileKey Tile(ulong id)
    {
        var zoom = 0;
        while (Before(zoom + 1) <= id)
        {
            zoom++;
        }

        var place = id - Before(zoom);
        uint x = 0, y = 0;
        for (uint half = 1; half < 1u << zoom; half <<= 1)
        {
            var right = (uint)(place >> 1) & 1;
            var lower = (uint)(place ^ right) & 1;
            Turn(half, right, lower, ref x, ref y);
            (x, y) = (x + (half * right), y + (half * lower));
            place >>= 2;
        }

        return new TileKey(zoom, (int)x, (int)y);
    }

    /// <summary>The number of tiles of all lower zooms.</summary>
    private static ulong Before(int zoom) => ((1UL << (2 * zoom)) - 1) / 3;

    private static void Turn(uint half, uint right, uint lower, ref uint x, ref uint y)
    {
        if (lower == 1)
        {
            return;
        }

        if (right == 1)
        {
            // Only the bits below the half still count.
            (x, y) = (half - 1 - (x & (half - 1)), half - 1 - (y & (half - 1)));
        }

        (x, y) = (y, x);
    }
}
