using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace OsmTasking.Extraction.Pbf;

/// <summary>Turns a blob's index of a string into the block's: string 0 of the block is the empty one, so all others shift by one.</summary>
internal readonly struct StringTable(int count)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Index(ulong inBlob)
    {
        if (inBlob >= (ulong)count)
        {
            Throw(inBlob);
        }

        return (int)inBlob + 1;
    }

    [DoesNotReturn]
    private void Throw(ulong inBlob) => throw new OsmFormatException($"string {inBlob} is not in the table of {count}");
}
