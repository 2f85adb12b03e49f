using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Formats;

/// <summary>
/// Builds one FlatBuffer after another, as https://flatbuffers.dev/internals/ lays them out: from the end towards the start, children before
/// the tables that refer to them. A place is given as its distance from the end, which does not change as the buffer grows.
/// </summary>
/// <remarks>Tables do not nest. Tables share no vtables, and default values are written like others: readers need not care.</remarks>
internal sealed class FlatBufferBuilder
{
    private readonly int[] _fields = new int[16];
    private byte[] _buffer = new byte[1024];
    private int _used;
    private int _alignment = 1;
    private int _tableEnd;
    private int _fieldCount;

    /// <summary>Starts a new buffer; the one before is gone.</summary>
    internal void Clear() => (_used, _alignment) = (0, 1);

    internal int AddString(ReadOnlySpan<byte> utf8)
    {
        Align(4, utf8.Length + 1);
        Take(1)[0] = 0;
        utf8.CopyTo(Take(utf8.Length));
        return AddLength(utf8.Length);
    }

    internal int AddVector(ReadOnlySpan<byte> bytes)
    {
        Align(4, bytes.Length);
        bytes.CopyTo(Take(bytes.Length));
        return AddLength(bytes.Length);
    }

    internal int AddVector(ReadOnlySpan<double> numbers)
    {
        // The length before the numbers is aligned by itself, as 8 is a multiple of 4.
        Align(8, numbers.Length * 8);
        var bytes = Take(numbers.Length * 8);
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(numbers).CopyTo(bytes);
        }
        else
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes[(8 * i)..], numbers[i]);
            }
        }

        return AddLength(numbers.Length);
    }

    /// <summary>Adds unsigned integers; <paramref name="offset"/> is taken off each.</summary>
    internal int AddVector(ReadOnlySpan<int> numbers, int offset)
    {
        Align(4, numbers.Length * 4);
        var bytes = Take(numbers.Length * 4);
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * i)..], numbers[i] - offset);
        }

        return AddLength(numbers.Length);
    }

    internal int AddTables(ReadOnlySpan<int> places)
    {
        Align(4, places.Length * 4);
        for (var i = places.Length - 1; i >= 0; i--)
        {
            AddReference(places[i]);
        }

        return AddLength(places.Length);
    }

    internal void StartTable(int fields)
    {
        Array.Clear(_fields);
        _fieldCount = fields;
        _tableEnd = _used;
    }

    internal void SetReference(int field, int place)
    {
        Align(4, 4);
        AddReference(place);
        _fields[field] = _used;
    }

    internal void SetByte(int field, byte value)
    {
        Take(1)[0] = value;
        _fields[field] = _used;
    }

    internal void SetUInt16(int field, ushort value)
    {
        Align(2, 2);
        BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);
        _fields[field] = _used;
    }

    internal void SetInt32(int field, int value)
    {
        Align(4, 4);
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);
        _fields[field] = _used;
    }

    internal void SetUInt64(int field, ulong value)
    {
        Align(8, 8);
        BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);
        _fields[field] = _used;
    }

    /// <summary>Ends a table: its start refers to the vtable, which stands right before it.</summary>
    internal int EndTable()
    {
        Align(4, 4);
        Take(4);
        var table = _used;
        for (var i = _fieldCount - 1; i >= 0; i--)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(Take(2), _fields[i] == 0 ? (ushort)0 : (ushort)(table - _fields[i]));
        }

        BinaryPrimitives.WriteUInt16LittleEndian(Take(2), (ushort)(table - _tableEnd));
        BinaryPrimitives.WriteUInt16LittleEndian(Take(2), (ushort)(4 + (2 * _fieldCount)));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_buffer.Length - table), _used - table);
        return table;
    }

    /// <summary>Ends the buffer, with its length in front. Valid until <see cref="Clear"/>.</summary>
    internal ReadOnlySpan<byte> Finish(int root)
    {
        Align(Math.Max(4, _alignment), 8);
        AddReference(root);
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), _used - 4);
        return _buffer.AsSpan(_buffer.Length - _used);
    }

    private int AddLength(int length)
    {
        Align(4, 4);
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), length);
        return _used;
    }

    private void AddReference(int place)
    {
        var bytes = Take(4);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, _used - place);
    }

    /// <summary>Pads so that what is written next begins, <paramref name="length"/> bytes further on, at a multiple of the alignment.</summary>
    private void Align(int alignment, int length)
    {
        _alignment = Math.Max(_alignment, alignment);
        Take(-(_used + length) & (alignment - 1)).Clear();
    }

    private Span<byte> Take(int count)
    {
        if (_buffer.Length - _used < count)
        {
            var larger = new byte[(int)Math.Min(Array.MaxLength, Math.Max(_buffer.Length * 2L, _used + (long)count))];
            _buffer.AsSpan(_buffer.Length - _used).CopyTo(larger.AsSpan(larger.Length - _used));
            _buffer = larger;
        }

        _used += count;
        return _buffer.AsSpan(_buffer.Length - _used, count);
    }
}
