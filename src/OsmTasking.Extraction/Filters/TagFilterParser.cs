using System.Text;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Filters;

/// <summary>Reads the text form of a <see cref="TagFilter"/> by recursive descent.</summary>
internal sealed class TagFilterParser(string text)
{
    private static readonly (string Prefix, Shapes Shape)[] ShapePrefixes =
    [
        ("point:", Shapes.Point), ("line:", Shapes.Line), ("polygon:", Shapes.Polygon), ("collection:", Shapes.Collection),
    ];

    private int _at;
    private int _depth;

    internal TagCondition Parse()
    {
        if (text.Length > TagFilter.MaxLength)
        {
            throw new FormatException($"The tag filter is {text.Length} characters long; {TagFilter.MaxLength} is the most.");
        }

        SkipBlanks();
        if (_at == text.Length)
        {
            throw Wrong("The tag filter is empty");
        }

        var condition = ParseAny();
        return _at == text.Length ? condition : throw Wrong($"'{text[_at]}' is not expected");
    }

    private TagCondition ParseAny()
    {
        if (++_depth > TagFilter.MaxDepth)
        {
            throw Wrong($"More than {TagFilter.MaxDepth} levels of conditions");
        }

        var parts = new List<TagCondition> { ParseAll() };
        while (TryWord("or"))
        {
            parts.Add(ParseAll());
        }

        _depth--;
        return parts is [var only] ? only : new TagCondition.Any([.. parts]);
    }

    private TagCondition ParseAll()
    {
        var parts = new List<TagCondition> { ParseOne() };
        while (TryWord("and") || !(AtEnd() || text[_at] == ')' || PeekWord("or")))
        {
            parts.Add(ParseOne());
        }

        return parts is [var only] ? only : new TagCondition.All([.. parts]);
    }

    private TagCondition ParseOne()
    {
        if (TryWord("not"))
        {
            return new TagCondition.Not(ParseDeeper());
        }

        if (TrySign('('))
        {
            var opened = _at;
            var inner = ParseAny();
            return TrySign(')') ? inner : throw Wrong($"The parenthesis opened in column {opened} is not closed");
        }

        foreach (var (prefix, shape) in ShapePrefixes)
        {
            if (string.CompareOrdinal(text, _at, prefix, 0, prefix.Length) == 0)
            {
                _at += prefix.Length;
                SkipBlanks();
                return new TagCondition.OfShape(shape, ParseDeeper());
            }
        }

        return TrySign('!') ? new TagCondition.Not(new TagCondition.Tag(ParseText("a key"), [])) : ParseTag();
    }

    private TagCondition ParseDeeper()
    {
        if (++_depth > TagFilter.MaxDepth)
        {
            throw Wrong($"More than {TagFilter.MaxDepth} levels of conditions");
        }

        var part = ParseOne();
        _depth--;
        return part;
    }

    private TagCondition ParseTag()
    {
        if (PeekWord("and") || PeekWord("or"))
        {
            throw Wrong("A condition is missing before this word (a key of this name goes in quotes)");
        }

        var key = ParseText("a key");
        var differs = TrySign('!');
        if (!TrySign('='))
        {
            return differs ? throw Wrong("'=' is missing after '!'") : new TagCondition.Tag(key, []);
        }

        TagCondition tag = new TagCondition.Tag(key, ParseValues());
        return differs ? new TagCondition.Not(tag) : tag;
    }

    private string[] ParseValues()
    {
        if (TrySign('*'))
        {
            return [];
        }

        var values = new List<string>();
        do
        {
            values.Add(ParseText("a value"));
        }
        while (TrySign(','));
        return [.. values];
    }

    private string ParseText(string what)
    {
        if (AtEnd())
        {
            throw Wrong($"The filter ends where {what} should be");
        }

        if (text[_at] == '"')
        {
            return ParseQuoted();
        }

        var start = _at;
        while (_at < text.Length &&
               (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '-' or '.' or '/' or '@' or '+' or ':' || char.IsSurrogate(text[_at])))
        {
            _at++;
        }

        if (_at == start)
        {
            throw Wrong($"'{text[_at]}' stands where {what} should be");
        }

        var found = text[start.._at];
        SkipBlanks();
        return found;
    }

    private string ParseQuoted()
    {
        var opened = ++_at;
        var found = new StringBuilder();
        for (; _at < text.Length && text[_at] != '"'; _at++)
        {
            if (text[_at] == '\\' && ++_at == text.Length)
            {
                break;
            }

            found.Append(text[_at]);
        }

        if (_at >= text.Length)
        {
            throw Wrong($"The quote opened in column {opened} is not closed");
        }

        _at++;
        SkipBlanks();
        return found.ToString();
    }

    private bool AtEnd() => _at >= text.Length;

    private bool TrySign(char sign)
    {
        if (AtEnd() || text[_at] != sign)
        {
            return false;
        }

        _at++;
        SkipBlanks();
        return true;
    }

    private bool TryWord(string word)
    {
        if (!PeekWord(word))
        {
            return false;
        }

        _at += word.Length;
        SkipBlanks();
        return true;
    }

    // A word ends where a blank or parenthesis follows: "or" is one, "origin" and "or=1" are keys.
    private bool PeekWord(string word) =>
        string.CompareOrdinal(text, _at, word, 0, word.Length) == 0 &&
        (_at + word.Length == text.Length || char.IsWhiteSpace(text[_at + word.Length]) || text[_at + word.Length] is '(' or ')' or '"');

    private void SkipBlanks()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    private FormatException Wrong(string what) => new($"{what} (column {Math.Min(_at, text.Length) + 1} of the tag filter).");
}
