namespace OsmTasking.Extraction.Blocks;

/// <summary>The tags of one object as UTF-8, in the order of the file. Valid as long as the block it looks into.</summary>
public readonly ref struct TagView
{
    private readonly OsmBlock _block;
    private readonly ReadOnlySpan<OsmTag> _tags;

    /// <summary>Creates a view of the tags in <paramref name="slice"/> of <paramref name="block"/>.</summary>
    public TagView(OsmBlock block, OsmSlice slice)
    {
        ArgumentNullException.ThrowIfNull(block);
        _block = block;
        _tags = block.Tags(slice);
    }

    /// <summary>Gets the number of tags.</summary>
    public int Count => _tags.Length;

    /// <summary>Gets a key as UTF-8.</summary>
    /// <param name="index">Which tag, from 0; less than <see cref="Count"/>.</param>
    public ReadOnlySpan<byte> Key(int index) => _block.Utf8(_tags[index].Key);

    /// <summary>Gets a value as UTF-8.</summary>
    /// <param name="index">Which tag, from 0; less than <see cref="Count"/>.</param>
    public ReadOnlySpan<byte> Value(int index) => _block.Utf8(_tags[index].Value);

    /// <summary>Looks a key up.</summary>
    /// <returns>False, and an empty value, when no tag has it. Of several tags with the key the first counts.</returns>
    public bool TryGetValue(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        for (var i = 0; i < _tags.Length; i++)
        {
            if (Key(i).SequenceEqual(key))
            {
                value = Value(i);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Copies the tags into a dictionary. Of several tags with one key the first counts.</summary>
    public Dictionary<string, string> ToDictionary()
    {
        var tags = new Dictionary<string, string>(Count, StringComparer.Ordinal);
        for (var i = 0; i < Count; i++)
        {
            tags.TryAdd(System.Text.Encoding.UTF8.GetString(Key(i)), System.Text.Encoding.UTF8.GetString(Value(i)));
        }

        return tags;
    }
}
