using System.Runtime.CompilerServices;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Reads protobuf fields from a span; every step is checked against its end.</summary>
internal ref struct ProtoCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    internal readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Gets what was not read yet.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Steps to the next field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Next(out int field, out int wire)
    {
        if (_rest.IsEmpty)
        {
            (field, wire) = (0, 0);
            return false;
        }

        int tag = _rest[0];
        if (tag is >= 8 and < 0x80)
        {
            _rest = _rest[1..];
            (field, wire) = (tag >> 3, tag & 7);
            return true;
        }

        return NextLong(out field, out wire);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Varint()
    {
        if (!_rest.IsEmpty && _rest[0] < 0x80)
        {
            ulong value = _rest[0];
            _rest = _rest[1..];
            return value;
        }

        return LongVarint();
    }

    /// <summary>A number in zigzag encoding.</summary>
    internal long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    internal int Int32()
    {
        var value = (long)Varint();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new OsmFormatException($"{value} is too large for its field");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> Bytes()
    {
        var length = Varint();
        if (length > (ulong)_rest.Length)
        {
            ThrowTooLong(length);
        }

        var field = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return field;
    }

    internal void Skip(int wire)
    {
        switch (wire)
        {
            case 0:
                Varint();
                break;
            case 1:
                Fixed(8);
                break;
            case 2:
                Bytes();
                break;
            case 5:
                Fixed(4);
                break;
            default:
                throw new OsmFormatException($"protobuf wire type {wire} does not exist");
        }
    }

    /// <summary>Takes the bytes of a field that must be length-delimited.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> Bytes(int field, int wire)
    {
        if (wire != 2)
        {
            ThrowWire(field, wire, 2);
        }

        return Bytes();
    }

    /// <summary>Takes the number of a field that must be a varint.</summary>
    internal ulong Varint(int field, int wire)
    {
        if (wire != 0)
        {
            ThrowWire(field, wire, 0);
        }

        return Varint();
    }

    private void Fixed(int length) =>
        _rest = length <= _rest.Length ? _rest[length..] : throw new OsmFormatException("a number is cut off");

    private bool NextLong(out int field, out int wire)
    {
        var tag = LongVarint();
        (field, wire) = ((int)(tag >> 3), (int)(tag & 7));
        return tag >> 3 is > 0 and < 1 << 29 ? true : throw new OsmFormatException($"protobuf field number {tag >> 3} does not exist");
    }

    private ulong LongVarint()
    {
        var rest = _rest;
        ulong value = 0;
        for (var index = 0; index < rest.Length && index < 10; index++)
        {
            value |= (ulong)(rest[index] & 0x7f) << (7 * index);
            if (rest[index] < 0x80)
            {
                _rest = rest[(index + 1)..];
                return value;
            }
        }

        throw new OsmFormatException(rest.Length < 10 ? "a number is cut off" : "a number is longer than 10 bytes");
    }

    private readonly void ThrowTooLong(ulong length) =>
        throw new OsmFormatException($"a field of {length} bytes does not fit into the {_rest.Length} that are left");

    private static void ThrowWire(int field, int wire, int expected) =>
        throw new OsmFormatException($"field {field} has wire type {wire} instead of {expected}");
}
