using System.Buffers;
using System.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Protobuf fields put together in memory, in a buffer that is reused.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    internal int Length => _bytes.WrittenCount;

    internal void Clear() => _bytes.ResetWrittenCount();

    internal void Varint(ulong value) => _bytes.Advance(Varints.Write(_bytes.GetSpan(Varints.Most), value));

    /// <summary>A number in zigzag encoding.</summary>
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
        _bytes.Write(value);
    }

    internal void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    internal void Message(int field, ProtoWriter message) => Bytes(field, message.Written);
}
