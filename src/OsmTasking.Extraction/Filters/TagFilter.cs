using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Filters;

/// <summary>Lets pass what has certain tags. Parsed once; matched on UTF-8 without allocation; safe for several threads.</summary>
/// <remarks>
/// The text form, from loose to tight:
/// <list type="bullet">
/// <item><c>A or B</c>; <c>A and B</c>, or just <c>A B</c>; <c>not A</c>; <c>( A )</c>.</item>
/// <item><c>building</c>: has the key. <c>!building</c>: does not have it.</item>
/// <item><c>highway=primary,secondary</c>: the value is one of these. <c>highway=*</c>: has the key.
/// <c>highway!=primary</c>: has no such value, or not the key at all.</item>
/// <item><c>line:A</c>, <c>point:A</c>, <c>polygon:A</c>, <c>collection:A</c>: A, and the geometry has that shape. A may be in parentheses.</item>
/// <item>Words are <c>and</c>, <c>or</c>, <c>not</c> in lower case. Anything with blanks, quotes or signs, and a key that looks like a word
/// or a shape, goes in double quotes, where <c>\"</c> and <c>\\</c> stand for themselves: <c>"addr:city"="New \"Old\" Town"</c>.
/// A key may have colons without quotes unless it begins like a shape.</item>
/// </list>
/// The JSON form is one of <c>{"all":[...]}</c>, <c>{"any":[...]}</c>, <c>{"not":...}</c>, <c>{"shape":"line","filter":...}</c>,
/// <c>{"key":"highway"}</c>, <c>{"key":"highway","values":["primary"]}</c>. At most 32 levels deep and 65,536 characters long.
/// </remarks>
public sealed class TagFilter
{
    internal const int MaxDepth = 32;
    internal const int MaxLength = 65_536;

    private readonly TagCondition _condition;

    internal TagFilter(TagCondition condition) => _condition = condition;

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is no filter; the message names the column, counted from 1.</exception>
    public static TagFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(new TagFilterParser(text).Parse());
    }

    /// <summary>Reads the JSON form.</summary>
    /// <exception cref="FormatException">The JSON is no filter; the message names the place.</exception>
    public static TagFilter ParseJson(ReadOnlySpan<byte> utf8) => new(TagFilterJson.Parse(utf8));

    /// <summary>Makes a filter for objects that have a key, whatever its value.</summary>
    /// <param name="key">The key, as mappers wrote it.</param>
    public static TagFilter Key(string key) => new(new TagCondition.Tag(key, []));

    /// <summary>Makes a filter for objects whose key has one of some values.</summary>
    /// <param name="key">The key, as mappers wrote it.</param>
    /// <param name="values">The values; none of them stands for any.</param>
    public static TagFilter Tag(string key, params IEnumerable<string> values) => new(new TagCondition.Tag(key, [.. values]));

    /// <summary>Makes a filter that lets pass what every one of some filters does.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static TagFilter All(params IEnumerable<TagFilter> parts) => Join(parts, conditions => new TagCondition.All(conditions));

    /// <summary>Makes a filter that lets pass what at least one of some filters does.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static TagFilter Any(params IEnumerable<TagFilter> parts) => Join(parts, conditions => new TagCondition.Any(conditions));

    /// <summary>Makes a filter that lets pass what another does not.</summary>
    public static TagFilter Not(TagFilter part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return new(new TagCondition.Not(part._condition));
    }

    /// <summary>Walks the tree from the leaves up: the way to another notation, such as SQL.</summary>
    /// <typeparam name="T">What becomes of each condition.</typeparam>
    /// <param name="fold">What to make of each.</param>
    public T Fold<T>(ITagFilterFold<T> fold)
    {
        ArgumentNullException.ThrowIfNull(fold);
        return _condition.Fold(fold);
    }

    /// <summary>Tells whether an object passes.</summary>
    /// <param name="tags">Its tags.</param>
    /// <param name="shape">The shape of its geometry.</param>
    public bool Matches(TagView tags, Shapes shape) => _condition.Matches(tags, shape);

    /// <summary>Writes the filter in its text form.</summary>
    public override string ToString() => _condition.ToString()!;

    private static TagFilter Join(IEnumerable<TagFilter> parts, Func<TagCondition[], TagCondition> join) =>
        parts.Select(part => part._condition).ToArray() switch
        {
            [] => throw new ArgumentException("There are no filters to join.", nameof(parts)),
            [var only] => new(only),
            var several => new(join(several)),
        };
}
