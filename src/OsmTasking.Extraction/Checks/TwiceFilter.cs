using System.Numerics;
using System.Runtime.CompilerServices;

namespace OsmTasking.Extraction.Checks;

/// <summary>
/// Finds the numbers that occur more than once among many, in two walks over them: the first notes them in a set of bits and keeps those that may
/// have been there before, the second need look only for these. Memory: 16 to 32 bits a number, and the few kept ones.
/// </summary>
internal sealed class TwiceFilter
{
    private const int LeastBits = 16;
    private const int MostBits = 36;

    private readonly ulong[] _bits;
    private readonly int _shift;
    private readonly HashSet<ulong> _suspects = [];

    internal TwiceFilter(long expected)
    {
        var bits = Math.Clamp(BitOperations.Log2((ulong)Math.Max(expected, 1)) + 5, LeastBits, MostBits);
        _bits = new ulong[1L << (bits - 6)];
        _shift = 64 - bits;
    }

    /// <summary>First walk: notes a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Note(ulong number)
    {
        var bit = (number * 0x9E37_79B9_7F4A_7C15) >> _shift; // Fibonacci hashing: the high bits depend on all of the number.
        ref var word = ref _bits[bit >> 6];
        var mask = 1UL << (int)(bit & 63);
        if ((word & mask) != 0)
        {
            _suspects.Add(number);
        }

        word |= mask;
    }

    /// <summary>Between the walks: sets the bits of the kept ones only, so that the second walk passes nearly all others by at once.</summary>
    internal void Turn()
    {
        Array.Clear(_bits);
        foreach (var number in _suspects)
        {
            var bit = (number * 0x9E37_79B9_7F4A_7C15) >> _shift;
            _bits[bit >> 6] |= 1UL << (int)(bit & 63);
        }
    }

    /// <summary>Second walk: tells whether a number may occur twice. It surely does not when the answer is no.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool MayBeTwice(ulong number)
    {
        var bit = (number * 0x9E37_79B9_7F4A_7C15) >> _shift;
        return (_bits[bit >> 6] & (1UL << (int)(bit & 63))) != 0 && _suspects.Contains(number);
    }
}
