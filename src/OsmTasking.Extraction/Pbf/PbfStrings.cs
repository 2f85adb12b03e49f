using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>The table of strings of a blob being written: each string once, number 0 the empty one.</summary>
internal sealed class PbfStrings
{
    private readonly Dictionary<byte[], int> _numbers = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private OsmBlock? _block;
    private int[] _ofBlock = [];
    private int _count;
    private int _emptyKey;

    internal PbfStrings()
    {
        _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<byte>>();
        Clear();
    }

    /// <summary>Gets the table so far.</summary>
    internal ProtoWriter Table { get; } = new();

    /// <summary>Begins to take strings of a block, which may be one used before and filled anew.</summary>
    internal void Enter(OsmBlock block)
    {
        _block = block;
        if (_ofBlock.Length < block.StringCount)
        {
            _ofBlock = new int[block.StringCount + (block.StringCount / 4)];
        }

        Array.Clear(_ofBlock, 0, block.StringCount);
    }

    /// <summary>Returns the number of a string of the block.</summary>
    internal ulong Number(int index)
    {
        if (index == 0)
        {
            return 0;
        }

        ref var number = ref _ofBlock[index];
        if (number == 0)
        {
            number = Add(_block!.Utf8(index)) + 1; // So that 0 means not asked for yet, even for an empty string.
        }

        return (ulong)(number - 1);
    }

    /// <summary>Returns the number of a string of the block that is the key of a dense node, where 0 would end the list.</summary>
    internal ulong DenseKey(int index)
    {
        if (Number(index) is > 0 and var number)
        {
            return number;
        }

        if (_emptyKey == 0)
        {
            _emptyKey = _count++;
            Table.Bytes(1, []);
        }

        return (ulong)_emptyKey;
    }

    internal void Clear()
    {
        _numbers.Clear();
        Table.Clear();
        (_count, _emptyKey) = (0, 0);
        Add([]);
        Array.Clear(_ofBlock);
    }

    private int Add(ReadOnlySpan<byte> utf8)
    {
        if (!_lookup.TryGetValue(utf8, out var number))
        {
            _lookup[utf8] = number = _count++;
            Table.Bytes(1, utf8);
        }

        return number;
    }
}
