using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Writes .osm.pbf: dense nodes, zlib. Hand it blocks in the order nodes, ways, relations, by ascending id.</summary>
public sealed class PbfWriter : IDisposable
{
    private const int Granularity = 100;
    private readonly Stream _stream;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where to; it is left open.</param>
    /// <param name="writingProgram">Named in the header.</param>
    public PbfWriter(Stream stream, string writingProgram = "OsmTasking")
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        var header = new ProtoBuilder();
        header.Text(4, "OsmSchema-V0.6");
        header.Text(4, "DenseNodes");
        header.Text(5, "Sort.Type_then_ID");
        header.Text(16, writingProgram);
        WriteBlob("OSMHeader", header.Written);
    }

    /// <summary>Writes a block: a blob for each kind it holds. At most 8,000 objects of a kind are usual.</summary>
    public void Write(OsmBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (!block.Nodes.IsEmpty)
        {
            WriteGroup(block, group => group.Message(2, EncodeNodes(block)));
        }

        if (!block.Ways.IsEmpty)
        {
            WriteGroup(block, group =>
            {
                foreach (ref readonly var way in block.Ways)
                {
                    group.Message(3, EncodeWay(block, way));
                }
            });
        }

        if (!block.Relations.IsEmpty)
        {
            WriteGroup(block, group =>
            {
                foreach (ref readonly var relation in block.Relations)
                {
                    group.Message(4, EncodeRelation(block, relation));
                }
            });
        }
    }

    /// <summary>Flushes the stream.</summary>
    public void Dispose() => _stream.Flush();

    private void WriteGroup(OsmBlock block, Action<ProtoBuilder> encode)
    {
        var strings = new ProtoBuilder();
        for (var index = 0; index < block.StringCount; index++)
        {
            strings.Bytes(1, block.Utf8(index));
        }

        var group = new ProtoBuilder();
        encode(group);
        var data = new ProtoBuilder();
        data.Message(1, strings);
        data.Message(2, group);
        WriteBlob("OSMData", data.Written);
    }

    private static ProtoBuilder EncodeNodes(OsmBlock block)
    {
        ProtoBuilder ids = new(), latitudes = new(), longitudes = new(), tags = new();
        ProtoBuilder versions = new(), timestamps = new(), changesets = new(), userIds = new(), users = new();
        var last = default(OsmNode);
        foreach (ref readonly var node in block.Nodes)
        {
            ids.Signed(node.Id - last.Id);
            latitudes.Signed((long)node.Latitude - last.Latitude);
            longitudes.Signed((long)node.Longitude - last.Longitude);
            foreach (var tag in block.Tags(node.Tags))
            {
                tags.Varint((ulong)tag.Key);
                tags.Varint((ulong)tag.Value);
            }

            tags.Varint(0);
            versions.Varint((ulong)node.Info.Version);
            timestamps.Signed(node.Info.Timestamp - last.Info.Timestamp);
            changesets.Signed(node.Info.Changeset - last.Info.Changeset);
            userIds.Signed(node.Info.UserId - last.Info.UserId);
            users.Signed((long)node.Info.User - last.Info.User);
            last = node;
        }

        var info = new ProtoBuilder();
        info.Message(1, versions);
        info.Message(2, timestamps);
        info.Message(3, changesets);
        info.Message(4, userIds);
        info.Message(5, users);
        var dense = new ProtoBuilder();
        dense.Message(1, ids);
        dense.Message(5, info);
        dense.Message(8, latitudes);
        dense.Message(9, longitudes);
        dense.Message(10, tags);
        return dense;
    }

    private static ProtoBuilder EncodeWay(OsmBlock block, in OsmWay way)
    {
        var message = Begin(block, way.Id, way.Tags, way.Info);
        ProtoBuilder refs = new();
        var last = 0L;
        foreach (var id in block.Refs(way.Refs))
        {
            refs.Signed(id - last);
            last = id;
        }

        message.Message(8, refs);
        return message;
    }

    private static ProtoBuilder EncodeRelation(OsmBlock block, in OsmRelation relation)
    {
        var message = Begin(block, relation.Id, relation.Tags, relation.Info);
        ProtoBuilder roles = new(), ids = new(), kinds = new();
        var last = 0L;
        foreach (var member in block.Members(relation.Members))
        {
            roles.Varint((ulong)member.Role);
            ids.Signed(member.Id - last);
            kinds.Varint((ulong)member.Kind);
            last = member.Id;
        }

        message.Message(8, roles);
        message.Message(9, ids);
        message.Message(10, kinds);
        return message;
    }

    private static ProtoBuilder Begin(OsmBlock block, long id, OsmSlice tags, in OsmInfo info)
    {
        ProtoBuilder message = new(), keys = new(), values = new(), about = new();
        message.Number(1, (ulong)id);
        foreach (var tag in block.Tags(tags))
        {
            keys.Varint((ulong)tag.Key);
            values.Varint((ulong)tag.Value);
        }

        about.Number(1, (ulong)info.Version);
        about.Number(2, (ulong)info.Timestamp);
        about.Number(3, (ulong)info.Changeset);
        about.Number(4, (ulong)info.UserId);
        about.Number(5, (ulong)info.User);
        message.Message(2, keys);
        message.Message(3, values);
        message.Message(4, about);
        return message;
    }

    private void WriteBlob(string type, ReadOnlySpan<byte> data)
    {
        if (data.Length > PbfBlob.LargestBlob)
        {
            throw new ArgumentException($"A block of {data.Length} bytes; {PbfBlob.LargestBlob} are the most: hand over fewer objects at a time.", nameof(data));
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(data);
        }

        var blob = new ProtoBuilder();
        blob.Number(2, (ulong)data.Length);
        blob.Bytes(3, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        var header = new ProtoBuilder();
        header.Text(1, type);
        header.Number(3, (ulong)blob.Written.Length);
        Span<byte> prefix = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, header.Written.Length);
        _stream.Write(prefix);
        _stream.Write(header.Written);
        _stream.Write(blob.Written);
    }

    /// <summary>Protobuf fields put together in memory.</summary>
    private sealed class ProtoBuilder
    {
        private readonly System.Buffers.ArrayBufferWriter<byte> _bytes = new();

        internal ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

        internal void Varint(ulong value)
        {
            var span = _bytes.GetSpan(10);
            var length = 0;
            for (; value >= 0x80; value >>= 7)
            {
                span[length++] = (byte)(value | 0x80);
            }

            span[length++] = (byte)value;
            _bytes.Advance(length);
        }

        internal void Signed(long value) => Varint((ulong)(value << 1) ^ (ulong)(value >> 63));

        internal void Number(int field, ulong value)
        {
            Varint((ulong)field << 3);
            Varint(value);
        }

        internal void Bytes(int field, ReadOnlySpan<byte> value)
        {
            Varint(((ulong)field << 3) | 2);
            Varint((ulong)value.Length);
            System.Buffers.BuffersExtensions.Write(_bytes, value);
        }

        internal void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        internal void Message(int field, ProtoBuilder message) => Bytes(field, message.Written);
    }
}
