using System.Text;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Items;
using OsmTasking.Core.Tasks;
using OsmTasking.Extraction.Blocks;

namespace ReferenceApi.ToFix;

/// <summary>Writes points as a Mapbox vector tile (specification 2.1): one layer, <c>items</c>, each point with how many items it stands for. Pure.</summary>
internal static class ItemTile
{
    private const int Extent = 4096;

    /// <summary>How far beyond the edge points are written, so that circles are not cut there; in the units of the tile.</summary>
    internal const int Buffer = 128;

    /// <summary>Writes a tile; empty when no point lies in it.</summary>
    internal static byte[] Write(TileKey tile, IEnumerable<(ItemPin Pin, int Count, long? Number)> points)
    {
        var values = new Dictionary<int, int>();
        using var features = new MemoryStream();
        foreach (var (pin, count, number) in points)
        {
            var (x, y) = Position(tile, pin);
            if (x is < -Buffer or > Extent + Buffer || y is < -Buffer or > Extent + Buffer)
            {
                continue;
            }

            if (!values.TryGetValue(count, out var value))
            {
                values[count] = value = values.Count;
            }

            using var feature = new MemoryStream();
            if (number is { } id)
            {
                Number(feature, 1, (ulong)id);
            }

            Bytes(feature, 2, [0, .. Varint((uint)value)]);
            Number(feature, 3, 1); // A point.
            Bytes(feature, 4, [9, .. Signed(x), .. Signed(y)]); // MoveTo, once.
            Bytes(features, 2, feature.ToArray());
        }

        if (values.Count == 0)
        {
            return [];
        }

        using var layer = new MemoryStream();
        Number(layer, 15, 2);
        Bytes(layer, 1, "items"u8.ToArray());
        features.WriteTo(layer);
        Bytes(layer, 3, Encoding.UTF8.GetBytes("count"));
        foreach (var count in values.OrderBy(value => value.Value).Select(value => value.Key))
        {
            using var value = new MemoryStream();
            Number(value, 5, (ulong)count);
            Bytes(layer, 4, value.ToArray());
        }

        Number(layer, 5, Extent);
        using var whole = new MemoryStream();
        Bytes(whole, 3, layer.ToArray());
        return whole.ToArray();
    }

    /// <summary>Where a place lies in a tile: spherical mercator, from its upper left corner.</summary>
    internal static (long X, long Y) Position(TileKey tile, ItemPin pin)
    {
        var size = (double)(1 << tile.Zoom) * Extent;
        var (x, y) = Tile.Position(pin.Longitude, pin.Latitude);
        return ((long)Math.Round(x * size) - ((long)tile.X * Extent), (long)Math.Round(y * size) - ((long)tile.Y * Extent));
    }

    private static void Number(Stream stream, int field, ulong value)
    {
        stream.Write(Varint((uint)(field << 3)));
        stream.Write(Varint(value));
    }

    private static void Bytes(Stream stream, int field, byte[] value)
    {
        stream.Write(Varint((uint)((field << 3) | 2)));
        stream.Write(Varint((uint)value.Length));
        stream.Write(value);
    }

    private static byte[] Varint(ulong value)
    {
        Span<byte> into = stackalloc byte[Varints.Most];
        return into[..Varints.Write(into, value)].ToArray();
    }

    private static byte[] Signed(long value)
    {
        Span<byte> into = stackalloc byte[Varints.Most];
        return into[..Varints.WriteSigned(into, value)].ToArray();
    }
}
