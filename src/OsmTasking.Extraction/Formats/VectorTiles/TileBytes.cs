using System.Buffers;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Bytes being written, with the numbers of protocol buffers; reused.</summary>
internal sealed class TileBytes
{
    private const int MostKept = 1 << 16;

    private byte[] _bytes = new byte[256];
    private byte[] _few = [];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Begins anew, with the memory there is.</summary>
    internal void Clear() => Length = 0;

    /// <summary>Begins anew; what many bytes took is for others.</summary>
    internal void Release()
    {
        Clear();
        if (_bytes.Length > MostKept)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = _few;
        }
    }

    /// <summary>Copies bytes to an earlier place.</summary>
    internal void Move(int from, int to, int length) => _bytes.AsSpan(from, length).CopyTo(_bytes.AsSpan(to));

    /// <summary>Keeps only the first bytes.</summary>
    internal void Shorten(int length) => Length = length;

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
            Grow(checked(Length + length));
        }

        return _bytes.AsSpan(Length, length);
    }

    // In long steps, as what is not written yet takes no memory: each step stays with the pool.
    private void Grow(int length)
    {
        var most = _bytes.Length >= MostKept ? 4L * _bytes.Length : 2L * _bytes.Length;
        var next = (int)Math.Min(Math.Max(most, length), Array.MaxLength);
        var bytes = next > MostKept ? ArrayPool<byte>.Shared.Rent(next) : new byte[next];
        Written.CopyTo(bytes);
        if (_bytes.Length > MostKept)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
        else
        {
            _few = _bytes;
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
