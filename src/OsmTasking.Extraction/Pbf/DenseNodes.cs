using System.Runtime.InteropServices;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Decodes dense nodes: columns of differences.</summary>
internal static class DenseNodes
{
    internal static void Decode(ReadOnlySpan<byte> bytes, OsmBlock block, Units units, List<OsmTag> tags)
    {
        ProtoCursor ids = default, latitudes = default, longitudes = default, keysValues = default;
        var info = new Columns();
        var cursor = new ProtoCursor(bytes);
        while (cursor.Next(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    ids = new ProtoCursor(cursor.Bytes(field, wire));
                    break;
                case 5:
                    info = new Columns(cursor.Bytes(field, wire));
                    break;
                case 8:
                    latitudes = new ProtoCursor(cursor.Bytes(field, wire));
                    break;
                case 9:
                    longitudes = new ProtoCursor(cursor.Bytes(field, wire));
                    break;
                case 10:
                    keysValues = new ProtoCursor(cursor.Bytes(field, wire));
                    break;
                default:
                    cursor.Skip(wire);
                    break;
            }
        }

        var (id, latitude, longitude) = (0L, 0L, 0L);
        while (!ids.AtEnd)
        {
            id += ids.Signed();
            if (latitudes.AtEnd || longitudes.AtEnd)
            {
                throw new OsmFormatException($"node {id} has no location");
            }

            latitude += latitudes.Signed();
            longitude += longitudes.Signed();
            tags.Clear();
            while (!keysValues.AtEnd && keysValues.Varint() is var key && key != 0)
            {
                tags.Add(keysValues.AtEnd ? throw new OsmFormatException($"node {id} has a key without a value")
                    : new OsmTag(String(block, key), String(block, keysValues.Varint())));
            }

            var slice = tags.Count == 0 ? default : block.AddTags(CollectionsMarshal.AsSpan(tags));
            block.Add(new OsmNode(id, units.Longitude(id, longitude), units.Latitude(id, latitude), slice, info.Next(block, units)));
        }
    }

    private static int String(OsmBlock block, ulong index) => index < (ulong)(block.StringCount - 1) ? (int)index + 1
        : throw new OsmFormatException($"string {index} is not in the table of {block.StringCount - 1}");

    /// <summary>The columns of metadata; each may be missing.</summary>
    private ref struct Columns
    {
        private ProtoCursor _versions;
        private ProtoCursor _timestamps;
        private ProtoCursor _changesets;
        private ProtoCursor _userIds;
        private ProtoCursor _users;
        private ProtoCursor _visible;
        private long _timestamp;
        private long _changeset;
        private long _userId;
        private long _user;

        internal Columns(ReadOnlySpan<byte> bytes)
        {
            var cursor = new ProtoCursor(bytes);
            while (cursor.Next(out var field, out var wire))
            {
                switch (field)
                {
                    case 1:
                        _versions = new ProtoCursor(cursor.Bytes(field, wire));
                        break;
                    case 2:
                        _timestamps = new ProtoCursor(cursor.Bytes(field, wire));
                        break;
                    case 3:
                        _changesets = new ProtoCursor(cursor.Bytes(field, wire));
                        break;
                    case 4:
                        _userIds = new ProtoCursor(cursor.Bytes(field, wire));
                        break;
                    case 5:
                        _users = new ProtoCursor(cursor.Bytes(field, wire));
                        break;
                    case 6:
                        _visible = new ProtoCursor(cursor.Bytes(field, wire));
                        break;
                    default:
                        cursor.Skip(wire);
                        break;
                }
            }
        }

        internal OsmInfo Next(OsmBlock block, Units units)
        {
            var version = _versions.AtEnd ? 0 : _versions.Int32();
            _timestamp += _timestamps.AtEnd ? 0 : _timestamps.Signed();
            _changeset += _changesets.AtEnd ? 0 : _changesets.Signed();
            _userId += _userIds.AtEnd ? 0 : _userIds.Signed();
            var user = 0;
            if (!_users.AtEnd)
            {
                _user += _users.Signed();
                user = String(block, (ulong)_user);
            }

            var visible = _visible.AtEnd || _visible.Varint() != 0;
            return new OsmInfo(version, units.Seconds(_timestamp), _changeset, _userId, user, visible);
        }
    }
}
