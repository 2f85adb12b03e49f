using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OsmTasking.Extraction.Locations;

/// <summary>The locations of up to 65,536 consecutive ids, written once.</summary>
/// <remarks>
/// Sparse: locations (8 bytes each), the low halves of their ids in ascending order (2 bytes each), and where in them each of some buckets of
/// equal width begins (2 bytes for about eight ids): 10.25 bytes a node. Dense, from 5,120 nodes on: locations, one bit for
/// each id, and for each 64 of these bits how many come before (2 bytes): 8 bytes a node and 10 KiB.
/// </remarks>
internal readonly unsafe struct LocationPage
{
    private const int DenseFrom = 5120;
    private const int Words = 65_536 / 64;

    private readonly nint _start;
    private readonly int _count;

    private LocationPage(nint start, int count) => (_start, _count) = (start, count);

    internal bool IsEmpty => _count == 0;

    internal int Count => _count;

    private bool IsDense => _count >= DenseFrom;

    private ReadOnlySpan<ulong> Places => new((void*)_start, _count);

    private ReadOnlySpan<ushort> Ids => new((void*)(_start + (8 * _count)), _count);

    private ReadOnlySpan<ulong> Bits => new((void*)(_start + (8 * _count)), Words);

    private ReadOnlySpan<ushort> Ranks => new((void*)(_start + (8 * _count) + (8 * Words)), Words);

    private int BucketBits => Math.Max(0, BitOperations.Log2((uint)_count) - 3);

    /// <summary>Writes a page.</summary>
    /// <param name="pool">Where to.</param>
    /// <param name="ids">The low halves of the ids, ascending, each once.</param>
    /// <param name="places">Where the nodes are.</param>
    internal static LocationPage Write(LocationPool pool, ReadOnlySpan<ushort> ids, ReadOnlySpan<ulong> places)
    {
        var count = ids.Length;
        var dense = count >= DenseFrom;
        var draft = new LocationPage(0, count);
        var buckets = (1 << draft.BucketBits) + 1;
        var page = new LocationPage(pool.Take((8 * count) + (dense ? 10 * Words : 2 * (count + buckets))), count);
        places.CopyTo(new Span<ulong>((void*)page._start, count));
        if (dense)
        {
            page.WriteBits(ids);
        }
        else
        {
            ids.CopyTo(new Span<ushort>((void*)(page._start + (8 * count)), count));
            page.WriteBuckets(ids, new Span<ushort>((void*)(page._start + (10 * count)), buckets));
        }

        return page;
    }

    /// <summary>Finds a node.</summary>
    /// <param name="id">The low half of its id.</param>
    /// <param name="place">Where it is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryGet(ushort id, out ulong place)
    {
        var index = IsDense ? FindDense(id) : FindSparse(id);
        place = index >= 0 ? Places[index] : 0;
        return index >= 0;
    }

    /// <summary>Reads the page back.</summary>
    internal void CopyTo(Span<ushort> ids, Span<ulong> places)
    {
        Places.CopyTo(places);
        if (!IsDense)
        {
            Ids.CopyTo(ids);
            return;
        }

        var at = 0;
        for (var word = 0; word < Words; word++)
        {
            for (var bits = Bits[word]; bits != 0; bits &= bits - 1)
            {
                ids[at++] = (ushort)((word * 64) + BitOperations.TrailingZeroCount(bits));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindSparse(ushort id)
    {
        if (_count == 0)
        {
            return -1;
        }

        var starts = (ushort*)(_start + (10 * _count)) + (id >> (16 - BucketBits));
        // Most buckets are compared in one step, so that the processor need not guess how many there are: that takes longer than the search. What is
        // loaded beyond a bucket are other ids, or bucket starts, which may look alike.
        var ids = (ushort*)(_start + (8 * _count));
        for (int from = starts[0], to = starts[1]; from < to; from += Vector256<ushort>.Count)
        {
            var equal = Vector256.Equals(Vector256.Load(ids + from), Vector256.Create(id)).ExtractMostSignificantBits();
            if (equal != 0)
            {
                var found = from + BitOperations.TrailingZeroCount(equal);
                return found < to ? found : -1;
            }
        }

        return -1;
    }

    private int FindDense(ushort id)
    {
        var word = Bits[id >> 6];
        var bit = 1UL << (id & 63);
        return (word & bit) == 0 ? -1 : Ranks[id >> 6] + BitOperations.PopCount(word & (bit - 1));
    }

    private void WriteBuckets(ReadOnlySpan<ushort> ids, Span<ushort> starts)
    {
        var at = 0;
        for (var bucket = 0; bucket < starts.Length; bucket++)
        {
            while (at < ids.Length && ids[at] >> (16 - BucketBits) < bucket)
            {
                at++;
            }

            starts[bucket] = (ushort)at;
        }
    }

    private void WriteBits(ReadOnlySpan<ushort> ids)
    {
        var bits = new Span<ulong>((void*)(_start + (8 * _count)), Words);
        var ranks = new Span<ushort>((void*)(_start + (8 * _count) + (8 * Words)), Words);
        bits.Clear();
        foreach (var id in ids)
        {
            bits[id >> 6] |= 1UL << (id & 63);
        }

        var before = 0;
        for (var word = 0; word < Words; word++)
        {
            ranks[word] = (ushort)before;
            before += BitOperations.PopCount(bits[word]);
        }
    }
}
