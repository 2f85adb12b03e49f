namespace OsmTasking.Extraction.Pbf;

/// <summary>Reads protobuf fields from a span; every step is checked against its end.</summary>
internal ref struct ProtoCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    internal readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Gets what was not read yet.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Steps to the next field.</summary>
    internal bool Next(out int field, out int wire)
    {
        (field, wire) = (0, 0);
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        (field, wire) = ((int)(tag >> 3), (int)(tag & 7));
        return tag >> 3 is > 0 and < 1 << 29 ? true : throw new OsmFormatException($"protobuf field number {tag >> 3} does not exist");
    }

    internal ulong Varint()
    {
        var rest = _rest;
        if (!rest.IsEmpty && rest[0] < 0x80)
        {
            _rest = rest[1..];
            return rest[0];
        }

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

    internal ReadOnlySpan<byte> Bytes()
    {
        var length = Varint();
        if (length > (ulong)_rest.Length)
        {
            throw new OsmFormatException($"a field of {length} bytes does not fit into the {_rest.Length} that are left");
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
    internal ReadOnlySpan<byte> Bytes(int field, int wire) =>
        wire == 2 ? Bytes() : throw new OsmFormatException($"field {field} has wire type {wire} instead of 2");

    /// <summary>Takes the number of a field that must be a varint.</summary>
    internal ulong Varint(int field, int wire) =>
        wire == 0 ? Varint() : throw new OsmFormatException($"field {field} has wire type {wire} instead of 0");

    private void Fixed(int length) =>
        _rest = length <= _rest.Length ? _rest[length..] : throw new OsmFormatException("a number is cut off");
}
