using System.Buffers;
using System.Runtime.InteropServices;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Formats;

/// <summary>The tags of features as JSON objects for a database.</summary>
/// <remarks>
/// Of several tags with one key the first counts; text is clean (<see cref="CleanText.ForDatabase"/>).
/// Of features in one block, most have the tags of another (ways of L60: 76 %, of M60: 71 %); their text is made once. Not for several threads at once.
/// </remarks>
public sealed class TagJson
{
    private const int Slots = 1024;
    private const int MostText = 1 << 20; // A hostile block may repeat a long string in thousands of objects.

    private readonly FirstTags _first = new();
    private readonly ArrayBufferWriter<byte> _text = new(1 << 16);
    private readonly Known[] _known = new Known[Slots];
    private OsmBlock? _block;
    private long _filling;
    private long _age;

    /// <summary>Gets the tags of a feature as UTF-8, valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(in OsmFeature feature)
    {
        var (block, slice) = feature.TagsInBlock;
        if (block != _block || block.Filling != _filling || _text.WrittenCount > MostText)
        {
            (_block, _filling) = (block, block.Filling);
            _text.ResetWrittenCount();
            _age++;
        }

        var tags = MemoryMarshal.Cast<OsmTag, ulong>(block.Tags(slice));
        ref var known = ref _known[Slot(tags)];
        if (known.Age != _age || !MemoryMarshal.Cast<OsmTag, ulong>(block.Tags(known.Tags)).SequenceEqual(tags))
        {
            var start = _text.WrittenCount;
            Write(feature.Tags);
            known = new(_age, slice, start, _text.WrittenCount - start);
        }

        return _text.WrittenSpan.Slice(known.Start, known.Length);
    }

    private void Write(TagView tags)
    {
        _text.Write("{"u8);
        for (var i = 0; i < tags.Count; i++)
        {
            if (_first.Has(tags, i))
            {
                _text.Write(i > 0 ? ","u8 : default);
                JsonText.WriteString(CleanText.ForDatabase(tags.Key(i)), _text);
                _text.Write(":"u8);
                JsonText.WriteString(CleanText.ForDatabase(tags.Value(i)), _text);
            }
        }

        _text.Write("}"u8);
    }

    private static uint Slot(ReadOnlySpan<ulong> tags)
    {
        var hash = 0UL;
        foreach (var tag in tags)
        {
            hash = (hash ^ tag) * 0x9E37_79B9_7F4A_7C15; // 2^64 / golden ratio (Knuth, The Art of Computer Programming, 6.4).
            hash ^= hash >> 32;
        }

        return (uint)hash % Slots;
    }

    private readonly record struct Known(long Age, OsmSlice Tags, int Start, int Length);
}
