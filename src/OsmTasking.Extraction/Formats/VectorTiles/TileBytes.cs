using System.Buffers;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Bytes being written, with the numbers of protocol buffers; reused. What many of them took is shared with others once they are cleared.</summary>
internal sealed class TileBytes
{
    private const int MostKept = 1 << 16;

    private byte[] _bytes = new byte[256];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal void Clear()
    {
        Length = 0;
        if (_bytes.Length > MostKept)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = new byte[256];
        }
    }

    internal void Byte(byte value) => Room(1)[0] = value;

    internal void Varint(ulong value) => Length += Varints.Write(Peek(Varints.Most), value);

    internal void ZigZag(int value) => Varint((uint)((value << 1) ^ (value >> 31)));

    internal void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    /// <summary>Writes a length and as many bytes.</summary>
    internal void Counted(ReadOnlySpan<byte> bytes)
    {
        Varint((uint)bytes.Length);
        Bytes(bytes);
    }

    /// <summary>Writes a field of protocol buffers that has a length.</summary>
    internal void Field(int number, ReadOnlySpan<byte> bytes)
    {
        Varint((uint)(number << 3 | 2));
        Counted(bytes);
    }

    /// <summary>Writes a field of protocol buffers that is a number.</summary>
    internal void Field(int number, ulong value)
    {
        Varint((uint)(number << 3));
        Varint(value);
    }

    private Span<byte> Peek(int length)
    {
        if (_bytes.Length - Length < length)
        {
            Grow((int)Math.Min(Math.Max(2L * _bytes.Length, (long)Length + length), Array.MaxLength));
        }

        return _bytes.AsSpan(Length, length);
    }

    private void Grow(int length)
    {
        var bytes = length > MostKept ? ArrayPool<byte>.Shared.Rent(length) : new byte[length];
        Written.CopyTo(bytes);
        if (_bytes.Length > MostKept)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = bytes;
    }

    private Span<byte> Room(int length)
    {
        var room = Peek(length);
        Length += length;
        return room;
    }
}

/// <summary>Reads what <see cref="TileBytes"/> wrote; only ever our own.</summary>
internal ref struct TileCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    internal readonly bool IsAtEnd => _rest.IsEmpty;

    internal readonly ReadOnlySpan<byte> Rest => _rest;

    internal ulong Varint() => Varints.Read(ref _rest);

    internal ReadOnlySpan<byte> Counted()
    {
        var length = (int)Varint();
        var counted = _rest[..length];
        _rest = _rest[length..];
        return counted;
    }
}
