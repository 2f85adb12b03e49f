using System.Runtime.CompilerServices;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Decodes objects that stand as messages of their own: plain nodes, ways, relations.</summary>
internal readonly ref struct PbfEntities(OsmBlock block, Units units)
{
    private readonly OsmBlock _block = block;
    private readonly Units _units = units;
    private readonly StringTable _strings = new(block.StringCount - 1);

    internal void AddNode(ReadOnlySpan<byte> bytes)
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

        _block.Add(Units.Hide(new OsmNode(common.Id, _units.Longitude(common.Id, longitude), _units.Latitude(common.Id, latitude), Tags(common), Info(common))));
    }

    internal void AddWay(ReadOnlySpan<byte> bytes)
    {
        var common = new Common();
        ReadOnlySpan<byte> refs = default, latitudes = default, longitudes = default;
        var cursor = new ProtoCursor(bytes);
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1 when wire == 0:
                    common.Id = (long)cursor.Varint();
                    break;
                case 8:
                    refs = cursor.Bytes(field, wire);
                    break;
                case 9:
                    latitudes = cursor.Bytes(field, wire);
                    break;
                case 10:
                    longitudes = cursor.Bytes(field, wire);
                    break;
                default:
                    common.Take(ref cursor, field, wire);
                    break;
            }
        }

        var column = new VarintColumn(refs);
        var id = 0L;
        var nodes = _block.ExtendRefs(column.Count, out var slice);
        foreach (ref var node in nodes)
        {
            id += column.NextSigned();
            node = id;
        }

        var locations = latitudes.IsEmpty && longitudes.IsEmpty ? default : Locations(common.Id, latitudes, longitudes, nodes.Length);
        // Written in place field by field, as dense nodes are.
        _block.ExtendWays(1)[0] = new OsmWay(common.Id, slice, Tags(common), Info(common)) { Locations = locations };
    }

    // The feature LocationsOnWays: where the nodes are, beside their ids.
    private OsmSlice Locations(long way, ReadOnlySpan<byte> latitudeBytes, ReadOnlySpan<byte> longitudeBytes, int nodes)
    {
        var latitudes = new VarintColumn(latitudeBytes);
        var longitudes = new VarintColumn(longitudeBytes);
        if (latitudes.Count != nodes || longitudes.Count != nodes)
        {
            throw new OsmFormatException($"way {way} has {nodes} nodes, {latitudes.Count} latitudes and {longitudes.Count} longitudes");
        }

        var (latitude, longitude) = (0L, 0L);
        var locations = _block.ExtendLocations(nodes, out var slice);
        foreach (ref var location in locations)
        {
            latitude += latitudes.NextSigned();
            longitude += longitudes.NextSigned();
            location = new OsmLocation(_units.Longitude(way, longitude), _units.Latitude(way, latitude));
        }

        return slice;
    }

    internal void AddRelation(ReadOnlySpan<byte> bytes)
    {
        var common = new Common();
        ReadOnlySpan<byte> roleBytes = default, idBytes = default, kindBytes = default;
        var cursor = new ProtoCursor(bytes);
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1 when wire == 0:
                    common.Id = (long)cursor.Varint();
                    break;
                case 8:
                    roleBytes = cursor.Bytes(field, wire);
                    break;
                case 9:
                    idBytes = cursor.Bytes(field, wire);
                    break;
                case 10:
                    kindBytes = cursor.Bytes(field, wire);
                    break;
                default:
                    common.Take(ref cursor, field, wire);
                    break;
            }
        }

        var roles = new VarintColumn(roleBytes);
        var ids = new VarintColumn(idBytes);
        var kinds = new VarintColumn(kindBytes);
        if (roles.Count != ids.Count || kinds.Count != ids.Count)
        {
            throw new OsmFormatException($"relation {common.Id} has {ids.Count} members, {roles.Count} roles and {kinds.Count} types");
        }

        var id = 0L;
        var members = _block.ExtendMembers(ids.Count, out var slice);
        foreach (ref var member in members)
        {
            id += ids.NextSigned();
            var kind = kinds.NextSmall();
            member = new OsmMember(kind <= 2 ? (OsmKind)kind : throw new OsmFormatException($"relation {common.Id} has a member of type {kind}"), id, _strings.Index(roles.NextSmall()));
        }

        _block.Add(new OsmRelation(common.Id, slice, Tags(common), Info(common)));
    }

    private OsmSlice Tags(in Common common)
    {
        var keys = new VarintColumn(common.Keys);
        var values = new VarintColumn(common.Values);
        if (keys.Count != values.Count)
        {
            throw new OsmFormatException($"object {common.Id} has {keys.Count} keys and {values.Count} values");
        }

        var tags = _block.ExtendTags(keys.Count, out var slice);
        foreach (ref var tag in tags)
        {
            tag = new OsmTag(_strings.Index(keys.NextSmall()), _strings.Index(values.NextSmall()));
        }

        return slice;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private OsmInfo Info(in Common common)
    {
        var (version, user, visible) = (0, 0, true);
        var (timestamp, changeset, userId) = (0L, 0L, 0L);
        var cursor = new ProtoCursor(common.Info);
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1 when wire == 0:
                    version = cursor.Int32();
                    break;
                case 2 when wire == 0:
                    timestamp = _units.Seconds((long)cursor.Varint());
                    break;
                case 3 when wire == 0:
                    changeset = (long)cursor.Varint();
                    break;
                case 4 when wire == 0:
                    userId = (long)cursor.Varint();
                    break;
                case 5 when wire == 0:
                    user = _strings.Index(cursor.Varint());
                    break;
                case 6 when wire == 0:
                    visible = cursor.Varint() != 0;
                    break;
                default:
                    cursor.Skip(wire);
                    break;
            }
        }

        return new OsmInfo(version, timestamp, changeset, userId, user, visible);
    }

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
