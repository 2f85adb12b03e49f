namespace OsmTasking.Core.Grids;

/// <summary>The parallels of a zoom, remembered: each is a hyperbolic sine and an arc tangent, and hundreds of tiles share it. For one thread.</summary>
internal sealed class TileRows(int zoom)
{
    private const int Slots = 1024;

    private readonly int[] _rows = Enumerable.Repeat(-1, Slots).ToArray();
    private readonly double[] _latitudes = new double[Slots];

    /// <summary>Latitude of the northern edge of a row, in degrees: the bits of <see cref="Tile.North"/>.</summary>
    internal double this[int row]
    {
        get
        {
            var slot = row & (Slots - 1);
            if (_rows[slot] != row)
            {
                (_rows[slot], _latitudes[slot]) = (row, Tile.North(zoom, row));
            }

            return _latitudes[slot];
        }
    }
}
