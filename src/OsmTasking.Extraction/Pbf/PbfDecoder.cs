using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Decodes the blobs of data into a block; its buffers are reused from one to the next.</summary>
internal sealed class PbfDecoder
{
    private readonly OsmInfo[] _scratch = DenseNodes.Scratch();

    internal OsmBlock Block { get; } = new();

    /// <summary>Gets the kinds of objects that the blob last decoded holds, wanted or not.</summary>
    internal OsmKinds Present { get; private set; }

    /// <summary>Decodes a blob.</summary>
    /// <param name="buffer">Holds the blob, and <see cref="VarintColumn.Slack"/> bytes more; the block looks into it.</param>
    /// <param name="start">Where the blob begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="kinds">What is wanted; the rest is passed over.</param>
    internal void Decode(byte[] buffer, int start, int length, OsmKinds kinds)
    {
        Block.Clear();
        Block.UseText(buffer);
        Present = OsmKinds.None;
        var units = Units.Default;
        var cursor = new ProtoCursor(buffer.AsSpan(start, length));
        while (cursor.Next(out var field, out var wire))
        {
            // The format allows the fields in any order, so the strings and units are looked for first.
            switch (field)
            {
                case 1:
                    DecodeStrings(cursor.Bytes(field, wire), start + length - cursor.Rest.Length);
                    break;
                case 17:
                    units = units with { Granularity = Positive(cursor.Varint(field, wire)) };
                    break;
                case 18:
                    units = units with { DateGranularity = Positive(cursor.Varint(field, wire)) };
                    break;
                case 19:
                    units = units with { LatitudeOffset = (long)cursor.Varint(field, wire) };
                    break;
                case 20:
                    units = units with { LongitudeOffset = (long)cursor.Varint(field, wire) };
                    break;
                default:
                    cursor.Skip(wire);
                    break;
            }
        }

        var entities = new PbfEntities(Block, units);
        cursor = new ProtoCursor(buffer.AsSpan(start, length));
        while (cursor.Next(out var field, out var wire))
        {
            if (field == 2)
            {
                DecodeGroup(cursor.Bytes(field, wire), kinds, entities, units);
            }
            else
            {
                cursor.Skip(wire);
            }
        }
    }

    private static int Positive(ulong value) => value is > 0 and <= 1_000_000_000 ? (int)value : throw new OsmFormatException($"a granularity of {value} makes no sense");

    private void DecodeStrings(ReadOnlySpan<byte> table, int end)
    {
        var cursor = new ProtoCursor(table);
        while (cursor.Next(out var field, out var wire))
        {
            if (field == 1)
            {
                var length = cursor.Bytes(field, wire).Length;
                Block.AddString(new OsmSlice(end - cursor.Rest.Length - length, length));
            }
            else
            {
                cursor.Skip(wire);
            }
        }
    }

    private void DecodeGroup(ReadOnlySpan<byte> group, OsmKinds kinds, PbfEntities entities, Units units)
    {
        var cursor = new ProtoCursor(group);
        while (cursor.Next(out var field, out var wire))
        {
            var kind = field switch { 1 or 2 => OsmKinds.Nodes, 3 => OsmKinds.Ways, 4 => OsmKinds.Relations, _ => OsmKinds.None };
            Present |= kind;
            if ((kinds & kind) == OsmKinds.None)
            {
                cursor.Skip(wire);
                continue;
            }

            var bytes = cursor.Bytes(field, wire);
            switch (field)
            {
                case 1:
                    entities.AddNode(bytes);
                    break;
                case 2:
                    DenseNodes.Decode(bytes, Block, units, _scratch);
                    break;
                case 3:
                    entities.AddWay(bytes);
                    break;
                default:
                    entities.AddRelation(bytes);
                    break;
            }
        }
    }
}
