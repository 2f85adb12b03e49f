using System.Text;
using OsmTasking.Core.Items;

namespace ReferenceApi.ToFix;

/// <summary>A tile of web mercator by its numbers; rows count southwards.</summary>
/// <param name="Zoom">0 to 22.</param>
/// <param name="X">The column.</param>
/// <param name="Y">The row.</param>
internal readonly record struct ItemTileKey(int Zoom, int X, int Y)
{
    internal const int Deepest = 22;

    internal bool Exists => Zoom is >= 0 and <= Deepest && X >= 0 && Y >= 0 && X < 1 << Zoom && Y < 1 << Zoom;

    /// <summary>Gets the quadkey: "" for the world.</summary>
    internal string Quadkey
    {
        get
        {
            var (zoom, x, y) = (Zoom, X, Y);
            return string.Concat(Enumerable.Range(0, Zoom).Select(index => (char)('0' + ((x >> (zoom - 1 - index)) & 1) + (2 * ((y >> (zoom - 1 - index)) & 1)))));
        }
    }
}

/// <summary>Writes points as a Mapbox vector tile (specification 2.1): one layer, <c>items</c>, each point with how many items it stands for. Pure.</summary>
internal static class ItemTile
{
    private const int Extent = 4096;

    /// <summary>How far beyond the edge points are written, so that circles are not cut there; in the units of the tile.</summary>
    internal const int Buffer = 128;

    /// <summary>Writes a tile; empty when no point lies in it.</summary>
    internal static byte[] Write(ItemTileKey tile, IEnumerable<(ItemPin Pin, int Count, long? Number)> points)
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

            Bytes(feature, 2, Packed(0, (uint)value));
            Number(feature, 3, 1); // A point.
            Bytes(feature, 4, Packed(9, ZigZag(x), ZigZag(y))); // MoveTo, once.
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
    internal static (long X, long Y) Position(ItemTileKey tile, ItemPin pin)
    {
        var latitude = Math.Clamp(pin.Latitude, -85.051128779806589, 85.051128779806589) * Math.PI / 180;
        var size = (double)(1 << tile.Zoom) * Extent;
        var x = (pin.Longitude + 180) / 360 * size;
        var y = (1 - (Math.Asinh(Math.Tan(latitude)) / Math.PI)) / 2 * size;
        return ((long)Math.Round(x) - ((long)tile.X * Extent), (long)Math.Round(y) - ((long)tile.Y * Extent));
    }

    private static uint ZigZag(long value) => (uint)((value << 1) ^ (value >> 63));

    private static byte[] Packed(params uint[] numbers)
    {
        using var packed = new MemoryStream();
        foreach (var number in numbers)
        {
            Varint(packed, number);
        }

        return packed.ToArray();
    }

    private static void Number(Stream stream, int field, ulong value)
    {
        Varint(stream, (uint)(field << 3));
        Varint(stream, value);
    }

    private static void Bytes(Stream stream, int field, byte[] value)
    {
        Varint(stream, (uint)((field << 3) | 2));
        Varint(stream, (uint)value.Length);
        stream.Write(value);
    }

    private static void Varint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.WriteByte((byte)(value | 0x80));
        }

        stream.WriteByte((byte)value);
    }
}
