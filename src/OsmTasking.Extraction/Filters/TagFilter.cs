using System.Text;

namespace OsmTasking.Extraction.Filters;

/// <summary>Lets objects through by their tags. Parsed once, matched without allocation.</summary>
/// <remarks>
/// <code>
/// building                        has the key
/// highway=primary,secondary       has the key with one of these values
/// building and not building=no    both
/// waterway or natural=water       either; "and" binds closer
/// (amenity or shop) and name      parentheses as usual
/// "addr:street"="Main Street"     quotes for blanks and for the words and, or, not
/// </code>
/// </remarks>
public sealed class TagFilter
{
    private readonly Node _root;

    private TagFilter(Node root) => _root = root;

    /// <summary>Parses the text form.</summary>
    /// <exception cref="FormatException">The text is none; the message names the column.</exception>
    public static TagFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TagFilter(new TagFilterParser(text).Parse());
    }

    /// <summary>Whether an object with these tags passes.</summary>
    public bool Matches(OsmTags tags) => _root.Matches(tags);

    internal abstract class Node
    {
        internal abstract bool Matches(OsmTags tags);
    }

    internal sealed class All(List<Node> parts) : Node
    {
        internal override bool Matches(OsmTags tags)
        {
            foreach (var part in parts)
            {
                if (!part.Matches(tags))
                {
                    return false;
                }
            }

            return true;
        }
    }

    internal sealed class Any(List<Node> parts) : Node
    {
        internal override bool Matches(OsmTags tags)
        {
            foreach (var part in parts)
            {
                if (part.Matches(tags))
                {
                    return true;
                }
            }

            return false;
        }
    }

    internal sealed class Not(Node part) : Node
    {
        internal override bool Matches(OsmTags tags) => !part.Matches(tags);
    }

    internal sealed class Tag(string key, List<string> values) : Node
    {
        private readonly byte[] _key = Encoding.UTF8.GetBytes(key);
        private readonly byte[][] _values = [.. values.Select(Encoding.UTF8.GetBytes)];

        internal override bool Matches(OsmTags tags)
        {
            if (!tags.TryGet(_key, out var value))
            {
                return false;
            }

            foreach (var candidate in _values)
            {
                if (value.SequenceEqual(candidate))
                {
                    return true;
                }
            }

            return _values.Length == 0;
        }
    }
}
