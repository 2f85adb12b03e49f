using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OsmTasking.Extraction.Pbf;

/// <summary>A run of varints, counted once when it is opened so that reading them needs no checks.</summary>
/// <remarks>
/// Every varint ends with a byte below 0x80, so counting those bytes counts the numbers. The caller reads at most
/// <see cref="Count"/> of them. Eight bytes are loaded at a time: the buffer must go on for <see cref="Slack"/> bytes after the column.
/// </remarks>
internal ref struct VarintColumn
{
    /// <summary>Bytes that must be readable after the end of any column.</summary>
    internal const int Slack = 16;

    private const ulong HighBits = 0x8080_8080_8080_8080;
    private ref byte _at;

    internal VarintColumn(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty && bytes[^1] >= 0x80)
        {
            throw new OsmFormatException("a number is cut off");
        }

        _at = ref MemoryMarshal.GetReference(bytes);
        Count = CountEnds(bytes);
    }

    /// <summary>Gets the number of varints from the start of the column to its end.</summary>
    internal int Count { get; }

    /// <summary>Reads a number that most often is below 128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong NextSmall()
    {
        ulong value = _at;
        if (value >= 0x80)
        {
            return Next();
        }

        _at = ref Unsafe.Add(ref _at, 1);
        return value;
    }

    /// <summary>Reads a number of any size; without a branch up to eight bytes, since sizes are hard to foresee.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Next()
    {
        var word = Unsafe.ReadUnaligned<ulong>(ref _at);
        var ends = ~word & HighBits;
        if (ends == 0)
        {
            return NextLong();
        }

        _at = ref Unsafe.Add(ref _at, (BitOperations.TrailingZeroCount(ends) >> 3) + 1);
        return Compact(word & (ends ^ (ends - 1)));
    }

    /// <summary>Reads a difference in zigzag encoding that most often is small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long NextSmallSigned() => Unfold(NextSmall());

    /// <summary>Reads a difference in zigzag encoding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long NextSigned() => Unfold(Next());

    private static long Unfold(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    // Pushes eight groups of seven bits together.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Compact(ulong groups)
    {
        if (Bmi2.X64.IsSupported)
        {
            return Bmi2.X64.ParallelBitExtract(groups, ~HighBits);
        }

        groups &= ~HighBits;
        groups = (groups & 0x007f_007f_007f_007f) | ((groups & 0x7f00_7f00_7f00_7f00) >> 1);
        groups = (groups & 0x0000_3fff_0000_3fff) | ((groups & 0x3fff_0000_3fff_0000) >> 2);
        return (groups & 0x0fff_ffff) | ((groups & 0x0fff_ffff_0000_0000) >> 4);
    }

    private ulong NextLong()
    {
        ulong value = 0;
        for (var index = 0; index < 10; index++)
        {
            ulong part = Unsafe.Add(ref _at, index);
            value |= (part & 0x7f) << (7 * index);
            if (part < 0x80)
            {
                _at = ref Unsafe.Add(ref _at, index + 1);
                return value;
            }
        }

        throw new OsmFormatException("a number is longer than 10 bytes");
    }

    private static int CountEnds(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        while (bytes.Length >= Vector256<byte>.Count)
        {
            count += Vector256<byte>.Count - BitOperations.PopCount(Vector256.Create(bytes).ExtractMostSignificantBits());
            bytes = bytes[Vector256<byte>.Count..];
        }

        foreach (var one in bytes)
        {
            count += one < 0x80 ? 1 : 0;
        }

        return count;
    }
}
