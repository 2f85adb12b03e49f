using OsmTasking.Core.Grids;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Items;

/// <summary>Quadkeys of web mercator tiles: one digit of 0 to 3 a zoom level, so a tile's key begins with that of every tile around it.</summary>
/// <remarks>The numbering of Bing Maps' tile system: bit 0 of a digit counts eastwards, bit 1 southwards.</remarks>
public static class Quadkeys
{
    /// <summary>The zoom level at which items are filed: about 4.9 km at the equator.</summary>
    public const int Zoom = 13;

    /// <summary>Returns the key, of 13 digits, of the tile that a place lies in; what lies beyond the mercator square is filed in the outermost row.</summary>
    public static string At(ItemPin pin) => Of(Tile.At(Zoom, pin.Longitude, pin.Latitude));

    /// <summary>Returns the key of a tile: as many digits as its zoom, none for the world.</summary>
    /// <param name="tile">A tile that exists.</param>
    public static string Of(TileKey tile) => string.Create(tile.Zoom, tile, static (key, tile) =>
    {
        for (var index = 0; index < key.Length; index++)
        {
            var bit = key.Length - 1 - index;
            key[index] = (char)('0' + ((tile.X >> bit) & 1) + (2 * ((tile.Y >> bit) & 1)));
        }
    });

    /// <summary>Returns the corners, south-west then north-east, of a tile. The outermost rows reach to the poles, as <see cref="At"/> files what lies there.</summary>
    /// <param name="key">1 to 24 digits.</param>
    public static (ItemPin SouthWest, ItemPin NorthEast) BoxOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (zoom, x, y) = (key.Length, 0, 0);
        foreach (var digit in key)
        {
            (x, y) = ((2 * x) + ((digit - '0') & 1), (2 * y) + ((digit - '0') >> 1));
        }

        var isLast = y == (1 << zoom) - 1;
        return (new ItemPin(Tile.West(zoom, x), isLast ? -90 : Tile.North(zoom, y + 1)), new ItemPin(Tile.West(zoom, x + 1), y == 0 ? 90 : Tile.North(zoom, y)));
    }

    /// <summary>Whether a text is a key of at most <paramref name="longest"/> digits.</summary>
    public static bool IsKey(string? key, int longest = 24) => key is { Length: > 0 } && key.Length <= longest && key.All(digit => digit is >= '0' and <= '3');
}
