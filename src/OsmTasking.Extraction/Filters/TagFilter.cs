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

    /// <summary>Tells whether an object passes.</summary>
    /// <param name="tags">Its tags.</param>
    /// <param name="shape">The shape of its geometry.</param>
    public bool Matches(TagView tags, Shapes shape) => _condition.Matches(tags, shape);

    /// <summary>Writes the filter in its text form.</summary>
    public override string ToString() => _condition.ToString()!;
}
