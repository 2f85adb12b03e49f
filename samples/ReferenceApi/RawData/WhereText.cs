using System.Text;
using OsmTasking.Extraction.Filters;

namespace ReferenceApi.RawData;

/// <summary>Reads the <c>where</c> of a category, which looks like SQL, into a filter: <c>tags['building'] IS NOT NULL AND tags['name'] != 'x'</c>.</summary>
/// <remarks>
/// Known are <c>AND</c>, <c>OR</c>, <c>NOT</c>, parentheses, and after <c>tags['key']</c> one of <c>= 'value'</c>, <c>!=</c>, <c>&lt;&gt;</c>, <c>IN ('a', 'b')</c>,
/// <c>NOT IN</c>, <c>IS NULL</c>, <c>IS NOT NULL</c>. A quote inside a text is doubled. It never becomes SQL again as it stands. As in SQL, a comparison
/// with a key that is not there does not hold, whichever way it is.
/// </remarks>
public sealed class WhereText
{
    private const int Longest = 20_000;
    private const int Deepest = 20;

    private readonly List<(string Sign, bool IsText)> _signs;
    private int _at;
    private int _depth;

    private WhereText(List<(string Sign, bool IsText)> signs) => _signs = signs;

    /// <summary>Reads a condition.</summary>
    /// <exception cref="FormatException">It is none; the message says where.</exception>
    public static TagFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var where = new WhereText(text.Length > Longest ? throw new FormatException($"where has {text.Length} characters; {Longest} are the most") : Split(text));
        var filter = where.Any();
        return where._at == where._signs.Count ? filter : throw where.Wrong("nothing more");
    }

    private TagFilter Any()
    {
        if (++_depth > Deepest)
        {
            throw new FormatException($"where has more than {Deepest} levels");
        }

        var parts = new List<TagFilter> { All() };
        while (TryWord("or"))
        {
            parts.Add(All());
        }

        _depth--;
        return TagFilter.Any(parts);
    }

    private TagFilter All()
    {
        var parts = new List<TagFilter> { One() };
        while (TryWord("and"))
        {
            parts.Add(One());
        }

        return TagFilter.All(parts);
    }

    private TagFilter One()
    {
        if (TryWord("not"))
        {
            _depth++;
            var part = _depth > Deepest ? throw new FormatException($"where has more than {Deepest} levels") : One();
            _depth--;
            return TagFilter.Not(part);
        }

        if (TryWord("("))
        {
            var inner = Any();
            Expect(")");
            return inner;
        }

        Expect("tags");
        Expect("[");
        var key = Text();
        Expect("]");
        return Test(key);
    }

    private TagFilter Test(string key)
    {
        if (TryWord("is"))
        {
            var isNot = TryWord("not");
            Expect("null");
            return isNot ? TagFilter.Key(key) : TagFilter.Not(TagFilter.Key(key));
        }

        if (TryWord("="))
        {
            return TagFilter.Tag(key, Text());
        }

        if (TryWord("!=") || TryWord("<>"))
        {
            return Other(key, [Text()]);
        }

        var negated = TryWord("not");
        Expect("in");
        Expect("(");
        var values = new List<string> { Text() };
        while (TryWord(","))
        {
            values.Add(Text());
        }

        Expect(")");
        return negated ? Other(key, values) : TagFilter.Tag(key, values);
    }

    private static TagFilter Other(string key, IReadOnlyList<string> values) => TagFilter.All(TagFilter.Key(key), TagFilter.Not(TagFilter.Tag(key, values)));

    private string Text() => _at < _signs.Count && _signs[_at].IsText ? _signs[_at++].Sign : throw Wrong("a text in single quotes");

    private bool TryWord(string word)
    {
        if (_at == _signs.Count || _signs[_at].IsText || !_signs[_at].Sign.Equals(word, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!TryWord(word))
        {
            throw Wrong($"'{word}'");
        }
    }

    private FormatException Wrong(string expected) =>
        new($"where: {expected} should stand {(_at == _signs.Count ? "at the end" : $"before '{_signs[_at].Sign}' (word {_at + 1})")}");

    private static List<(string, bool)> Split(string text)
    {
        var signs = new List<(string, bool)>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
            }
            else if (text[i] == '\'')
            {
                signs.Add((Quoted(text, ref i), true));
            }
            else if (char.IsAsciiLetter(text[i]))
            {
                while (i < text.Length && char.IsAsciiLetter(text[i]))
                {
                    i++;
                }

                signs.Add((text[start..i], false));
            }
            else
            {
                i += text[i] is '!' or '<' && i + 1 < text.Length ? 2 : 1;
                signs.Add((text[start..i], false));
            }
        }

        return signs;
    }

    private static string Quoted(string text, ref int at)
    {
        var found = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '\'')
            {
                found.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '\'')
            {
                found.Append(text[at++]);
            }
            else
            {
                at++;
                return found.ToString();
            }
        }

        throw new FormatException("where: a quote is not closed");
    }
}
