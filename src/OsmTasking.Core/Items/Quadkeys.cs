namespace OsmTasking.Core.Items;

/// <summary>Quadkeys of web mercator tiles: one digit of 0 to 3 a zoom level, so a tile's key begins with that of every tile around it.</summary>
/// <remarks>The numbering of Bing Maps' tile system: bit 0 of a digit counts eastwards, bit 1 southwards.</remarks>
public static class Quadkeys
{
    /// <summary>The zoom level at which items are filed: about 4.9 km at the equator.</summary>
    public const int Zoom = 13;

    /// <summary>The latitude where web mercator ends, in degrees; what lies beyond is filed in the outermost row.</summary>
    private const double MercatorEnd = 85.051128779806589;

    /// <summary>Returns the key, of 13 digits, of the tile that a place lies in.</summary>
    public static string At(ItemPin pin)
    {
        const int Tiles = 1 << Zoom;
        var latitude = Math.Clamp(pin.Latitude, -MercatorEnd, MercatorEnd) * Math.PI / 180;
        var x = Math.Clamp((int)((pin.Longitude + 180) / 360 * Tiles), 0, Tiles - 1);
        var y = Math.Clamp((int)((1 - (Math.Asinh(Math.Tan(latitude)) / Math.PI)) / 2 * Tiles), 0, Tiles - 1);
        return string.Create(Zoom, (x, y), static (key, tile) =>
        {
            for (var index = 0; index < key.Length; index++)
            {
                var bit = Zoom - 1 - index;
                key[index] = (char)('0' + ((tile.x >> bit) & 1) + (2 * ((tile.y >> bit) & 1)));
            }
        });
    }

    /// <summary>Returns the corners, south-west then north-east, of a tile. The outermost rows reach to the poles, as <see cref="At"/> files what lies there.</summary>
    /// <param name="key">1 to 24 digits.</param>
    public static (ItemPin SouthWest, ItemPin NorthEast) BoxOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (x, y) = (0L, 0L);
        foreach (var digit in key)
        {
            (x, y) = ((2 * x) + ((digit - '0') & 1), (2 * y) + ((digit - '0') >> 1));
        }

        var tiles = 1L << key.Length;
        return (new ItemPin((360.0 * x / tiles) - 180, y == tiles - 1 ? -90 : Latitude(y + 1)), new ItemPin((360.0 * (x + 1) / tiles) - 180, y == 0 ? 90 : Latitude(y)));

        double Latitude(long row) => Math.Atan(Math.Sinh(Math.PI * (1 - (2.0 * row / tiles)))) * 180 / Math.PI;
    }

    /// <summary>Whether a text is a key of at most <paramref name="longest"/> digits.</summary>
    public static bool IsKey(string? key, int longest = 24) => key is { Length: > 0 } && key.Length <= longest && key.All(digit => digit is >= '0' and <= '3');
}
