using System.Buffers;
using System.Text;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Protobuf fields put together in memory, in a buffer that is reused.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    internal int Length => _bytes.WrittenCount;

    internal void Clear() => _bytes.ResetWrittenCount();

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
