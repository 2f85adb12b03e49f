using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction;

/// <summary>The tags of one object, looked up as UTF-8 in its block: nothing is allocated.</summary>
public readonly ref struct OsmTags(OsmBlock block, OsmSlice slice)
{
    private readonly ReadOnlySpan<OsmTag> _tags = block.Tags(slice);
    private readonly OsmBlock _block = block;

    /// <summary>Gets the number of tags.</summary>
    public int Count => _tags.Length;

    /// <summary>Finds the value of a key.</summary>
    /// <returns><see langword="false"/> when there is none; the value is then empty.</returns>
    public bool TryGet(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        foreach (var tag in _tags)
        {
            if (_block.Utf8(tag.Key).SequenceEqual(key))
            {
                value = _block.Utf8(tag.Value);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Whether a key has a value.</summary>
    public bool Has(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => TryGet(key, out var found) && found.SequenceEqual(value);

    /// <summary>Gets a key as UTF-8.</summary>
    public ReadOnlySpan<byte> Key(int index) => _block.Utf8(_tags[index].Key);

    /// <summary>Gets a value as UTF-8.</summary>
    public ReadOnlySpan<byte> Value(int index) => _block.Utf8(_tags[index].Value);

    /// <summary>Copies the tags out of the block. Of a key that stands twice the last value counts.</summary>
    public Dictionary<string, string> ToDictionary()
    {
        var copy = new Dictionary<string, string>(_tags.Length);
        foreach (var tag in _tags)
        {
            copy[_block.Text(tag.Key)] = _block.Text(tag.Value);
        }

        return copy;
    }
}
