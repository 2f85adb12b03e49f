using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Formats;

/// <summary>Tells which tags count: of several with one key, the first.</summary>
internal sealed class FirstTags
{
    private const int Few = 32;

    private readonly HashSet<byte[]> _keys = new(Utf8Comparer.Instance);

    /// <summary>Tells whether no tag before has the key of this one. To be asked about all tags of an object, in order.</summary>
    internal bool Has(TagView tags, int index)
    {
        // Comparing each with each is quickest for the usual few; a hostile object may have a million.
        if (tags.Count > Few)
        {
            if (index == 0)
            {
                _keys.Clear();
            }

            return _keys.GetAlternateLookup<ReadOnlySpan<byte>>().Add(tags.Key(index));
        }

        for (var before = 0; before < index; before++)
        {
            if (tags.Key(before).SequenceEqual(tags.Key(index)))
            {
                return false;
            }
        }

        return true;
    }
}
