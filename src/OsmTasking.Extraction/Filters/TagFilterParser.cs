namespace OsmTasking.Extraction.Filters;

/// <summary>Parses the text form of <see cref="TagFilter"/> by recursive descent.</summary>
internal sealed class TagFilterParser(string text)
{
    private const int Deepest = 50;
    private const string Signs = "()=,!";
    private int _at;
    private int _depth;

    internal TagFilter.Node Parse()
    {
        var node = Either();
        return Peek() is null ? node : throw Fault($"'{Peek()}' is not expected here");
    }

    private TagFilter.Node Either()
    {
        var parts = new List<TagFilter.Node> { Both() };
        while (Word("or"))
        {
            parts.Add(Both());
        }

        return parts.Count == 1 ? parts[0] : new TagFilter.Any(parts);
    }

    private TagFilter.Node Both()
    {
        var parts = new List<TagFilter.Node> { One() };
        while (Word("and"))
        {
            parts.Add(One());
        }

        return parts.Count == 1 ? parts[0] : new TagFilter.All(parts);
    }

    private TagFilter.Node One()
    {
        if (++_depth > Deepest)
        {
            throw Fault($"more than {Deepest} levels");
        }

        try
        {
            if (Word("not") || Word("!"))
            {
                return new TagFilter.Not(One());
            }

            if (Word("("))
            {
                var inner = Either();
                return Word(")") ? inner : throw Fault("a ')' is missing");
            }

            var key = Name("a key");
            var values = new List<string>();
            if (Word("="))
            {
                do
                {
                    values.Add(Name("a value"));
                }
                while (Word(","));
            }

            return new TagFilter.Tag(key, values);
        }
        finally
        {
            _depth--;
        }
    }

    private string Name(string what)
    {
        var token = Next(out var quoted);
        return token is null || (!quoted && (Signs.Contains(token, StringComparison.Ordinal) || token is "and" or "or" or "not"))
            ? throw Fault($"{what} is missing")
            : token;
    }

    private bool Word(string expected)
    {
        var start = _at;
        if (Next(out var quoted) == expected && !quoted)
        {
            return true;
        }

        _at = start;
        return false;
    }

    private string? Peek()
    {
        var start = _at;
        var token = Next(out _);
        _at = start;
        return token;
    }

    private string? Next(out bool quoted)
    {
        quoted = false;
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        if (_at == text.Length)
        {
            return null;
        }

        if (text[_at] == '"')
        {
            var end = text.IndexOf('"', _at + 1);
            if (end < 0)
            {
                throw Fault("the closing quote is missing");
            }

            quoted = true;
            var inside = text[(_at + 1)..end];
            _at = end + 1;
            return inside;
        }

        if (Signs.Contains(text[_at]))
        {
            return text[_at++].ToString();
        }

        var start = _at;
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && !Signs.Contains(text[_at]) && text[_at] != '"')
        {
            _at++;
        }

        return text[start.._at];
    }

    private FormatException Fault(string what) => new($"filter, column {_at + 1}: {what}");
}
