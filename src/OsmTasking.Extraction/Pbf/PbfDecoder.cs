using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Decodes one blob of data into a block; its buffers are reused for the next one.</summary>
internal sealed class PbfDecoder
{
    private readonly List<long> _refs = [];
    private readonly List<OsmTag> _tags = [];
    private readonly List<OsmMember> _members = [];
    private byte[] _buffer = [];
    private Units _units;

    internal OsmBlock Block { get; } = new();

    internal PbfDecoder Decode(byte[] blob, OsmKinds kinds)
    {
        Block.Clear();
        var bytes = PbfBlob.Unpack(blob, ref _buffer);
        _units = new Units(100, 0, 0, 1000);
        var cursor = new ProtoCursor(bytes);
        while (cursor.Next(out var field, out var wire))
        {
            // The format allows the fields in any order, so the strings and units are looked for first.
            switch (field)
            {
                case 1:
                    DecodeStrings(cursor.Bytes(field, wire));
                    break;
                case 17:
                    _units = _units with { Granularity = Positive(cursor.Varint(field, wire)) };
                    break;
                case 18:
                    _units = _units with { DateGranularity = Positive(cursor.Varint(field, wire)) };
                    break;
                case 19:
                    _units = _units with { LatitudeOffset = (long)cursor.Varint(field, wire) };
                    break;
                case 20:
                    _units = _units with { LongitudeOffset = (long)cursor.Varint(field, wire) };
                    break;
                default:
                    cursor.Skip(wire);
                    break;
            }
        }

        cursor = new ProtoCursor(bytes);
        while (cursor.Next(out var field, out var wire))
        {
            if (field == 2)
            {
                DecodeGroup(cursor.Bytes(field, wire), kinds);
            }
            else
            {
                cursor.Skip(wire);
            }
        }

        return this;
    }

    private static int Positive(ulong value) => value is > 0 and <= 1_000_000_000 ? (int)value : throw new OsmFormatException($"a granularity of {value} makes no sense");

    private void DecodeStrings(ReadOnlySpan<byte> table)
    {
        var cursor = new ProtoCursor(table);
        while (cursor.Next(out var field, out var wire))
        {
            if (field == 1)
            {
                Block.AddString(cursor.Bytes(field, wire));
            }
            else
            {
                cursor.Skip(wire);
            }
        }
    }

    private void DecodeGroup(ReadOnlySpan<byte> group, OsmKinds kinds)
    {
        var cursor = new ProtoCursor(group);
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1 when kinds.HasFlag(OsmKinds.Nodes):
                    DecodeNode(cursor.Bytes(field, wire));
                    break;
                case 2 when kinds.HasFlag(OsmKinds.Nodes):
                    DenseNodes.Decode(cursor.Bytes(field, wire), Block, _units, _tags);
                    break;
                case 3 when kinds.HasFlag(OsmKinds.Ways):
                    DecodeWay(cursor.Bytes(field, wire));
                    break;
                case 4 when kinds.HasFlag(OsmKinds.Relations):
                    DecodeRelation(cursor.Bytes(field, wire));
                    break;
                default:
                    cursor.Skip(wire);
                    break;
            }
        }
    }

    private void DecodeNode(ReadOnlySpan<byte> bytes)
    {
        var common = new Common();
        var (latitude, longitude) = (0L, 0L);
        var cursor = new ProtoCursor(bytes);
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1 when wire == 0:
                    common.Id = cursor.Signed();
                    break;
                case 8 when wire == 0:
                    latitude = cursor.Signed();
                    break;
                case 9 when wire == 0:
                    longitude = cursor.Signed();
                    break;
                default:
                    common.Take(ref cursor, field, wire);
                    break;
            }
        }

        Block.Add(new OsmNode(common.Id, _units.Longitude(common.Id, longitude), _units.Latitude(common.Id, latitude), Tags(common), Info(common)));
    }

    private void DecodeWay(ReadOnlySpan<byte> bytes)
    {
        var common = new Common();
        _refs.Clear();
        var cursor = new ProtoCursor(bytes);
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1 when wire == 0:
                    common.Id = (long)cursor.Varint();
                    break;
                case 8:
                    var refs = new ProtoCursor(cursor.Bytes(field, wire));
                    for (var id = 0L; !refs.AtEnd;)
                    {
                        _refs.Add(id += refs.Signed());
                    }

                    break;
                default:
                    common.Take(ref cursor, field, wire);
                    break;
            }
        }

        var slice = Block.AddRefs(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_refs));
        Block.Add(new OsmWay(common.Id, slice, Tags(common), Info(common)));
    }

    private void DecodeRelation(ReadOnlySpan<byte> bytes)
    {
        var common = new Common();
        ProtoCursor roles = default, ids = default, kinds = default;
        var cursor = new ProtoCursor(bytes);
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1 when wire == 0:
                    common.Id = (long)cursor.Varint();
                    break;
                case 8:
                    roles = new ProtoCursor(cursor.Bytes(field, wire));
                    break;
                case 9:
                    ids = new ProtoCursor(cursor.Bytes(field, wire));
                    break;
                case 10:
                    kinds = new ProtoCursor(cursor.Bytes(field, wire));
                    break;
                default:
                    common.Take(ref cursor, field, wire);
                    break;
            }
        }

        _members.Clear();
        for (var id = 0L; !ids.AtEnd;)
        {
            if (roles.AtEnd || kinds.AtEnd)
            {
                throw new OsmFormatException($"relation {common.Id} has fewer roles or types than members");
            }

            id += ids.Signed();
            var kind = kinds.Varint();
            _members.Add(new OsmMember(kind <= 2 ? (OsmKind)kind : throw new OsmFormatException($"relation {common.Id} has a member of type {kind}"), id, String(roles.Varint())));
        }

        var slice = Block.AddMembers(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_members));
        Block.Add(new OsmRelation(common.Id, slice, Tags(common), Info(common)));
    }

    private OsmSlice Tags(in Common common)
    {
        _tags.Clear();
        var keys = new ProtoCursor(common.Keys);
        var values = new ProtoCursor(common.Values);
        while (!keys.AtEnd)
        {
            _tags.Add(values.AtEnd ? throw new OsmFormatException($"object {common.Id} has more keys than values")
                : new OsmTag(String(keys.Varint()), String(values.Varint())));
        }

        return Block.AddTags(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tags));
    }

    private OsmInfo Info(in Common common)
    {
        if (common.Info.IsEmpty)
        {
            return new OsmInfo(0, 0, 0, 0, 0, true);
        }

        var info = new OsmInfo(0, 0, 0, 0, 0, true);
        var cursor = new ProtoCursor(common.Info);
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1 when wire == 0:
                    info = info with { Version = cursor.Int32() };
                    break;
                case 2 when wire == 0:
                    info = info with { Timestamp = _units.Seconds((long)cursor.Varint()) };
                    break;
                case 3 when wire == 0:
                    info = info with { Changeset = (long)cursor.Varint() };
                    break;
                case 4 when wire == 0:
                    info = info with { UserId = (long)cursor.Varint() };
                    break;
                case 5 when wire == 0:
                    info = info with { User = String(cursor.Varint()) };
                    break;
                case 6 when wire == 0:
                    info = info with { Visible = cursor.Varint() != 0 };
                    break;
                default:
                    cursor.Skip(wire);
                    break;
            }
        }

        return info;
    }

    /// <summary>The block's index of a string of the blob: string 0 of the block is the empty one, so all others shift by one.</summary>
    private int String(ulong index) => index < (ulong)(Block.StringCount - 1) ? (int)index + 1
        : throw new OsmFormatException($"string {index} is not in the table of {Block.StringCount - 1}");

    /// <summary>The fields that nodes, ways and relations share.</summary>
    private ref struct Common
    {
        internal long Id;
        internal ReadOnlySpan<byte> Keys;
        internal ReadOnlySpan<byte> Values;
        internal ReadOnlySpan<byte> Info;

        internal void Take(ref ProtoCursor cursor, int field, int wire)
        {
            switch (field)
            {
                case 2:
                    Keys = cursor.Bytes(field, wire);
                    break;
                case 3:
                    Values = cursor.Bytes(field, wire);
                    break;
                case 4:
                    Info = cursor.Bytes(field, wire);
                    break;
                default:
                    cursor.Skip(wire);
                    break;
            }
        }
    }
}
