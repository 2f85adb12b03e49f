using System.Buffers.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>
/// What one feature puts into one layer of one tile, as bytes that can be sorted on disk: layer, size, cell, id, commands, properties.
/// </summary>
internal readonly ref struct TileFragment
{
    internal TileFragment(ReadOnlySpan<byte> bytes)
    {
        var cursor = new TileCursor(bytes);
        Layer = (int)cursor.Varint();
        Size = (int)cursor.Varint();
        Cell = (int)cursor.Varint() - 1;
        Id = cursor.Varint() is > 0 and var id ? id : null;
        Commands = cursor.Counted();
        Properties = cursor;
    }

    /// <summary>Gets the layer, as <see cref="TileLayers"/> counts them.</summary>
    internal int Layer { get; }

    /// <summary>Gets the length of the feature at this zoom, in steps.</summary>
    internal int Size { get; }

    /// <summary>Gets the cell of the tile in which a node is, or -1.</summary>
    internal int Cell { get; }

    /// <summary>Gets the id: ten times that of the object and 1 for a node, 2 for a way, 3 for a relation; null for negative ones.</summary>
    internal ulong? Id { get; }

    internal ReadOnlySpan<byte> Commands { get; }

    internal TileCursor Properties { get; }

    internal static ulong? IdOf(OsmKind kind, long id) => id is < 0 or > long.MaxValue / 10
        ? null
        : ((ulong)id * 10) + (kind switch { OsmKind.Node => 1UL, OsmKind.Way => 2UL, _ => 3UL });

    /// <summary>Writes a fragment; both spans and the properties come from the same feature.</summary>
    internal static void Write(int layer, int size, int cell, ulong? id, ReadOnlySpan<byte> commands, ReadOnlySpan<byte> properties, TileBytes output)
    {
        output.Clear();
        output.Varint((uint)layer);
        output.Varint((uint)size);
        output.Varint((uint)(cell + 1));
        output.Varint(id ?? 0);
        output.Counted(commands);
        output.Bytes(properties);
    }

    /// <summary>Writes properties: for each whether it is a number, its key, its value.</summary>
    internal static void Write(FeatureProperties properties, TileBytes output)
    {
        output.Clear();
        for (var i = 0; i < properties.Count; i++)
        {
            var value = properties.Value(i);
            long number = 0;
            var isNumber = properties.IsNumber(i) && Utf8Parser.TryParse(value, out number, out _);
            output.Varint(isNumber ? 1UL : 0);
            output.Counted(properties.Key(i));
            if (isNumber)
            {
                output.Varint((ulong)number);
            }
            else
            {
                output.Counted(value);
            }
        }
    }
}
