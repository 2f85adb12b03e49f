using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace OsmTasking.Core.Items.Imports;

/// <summary>Line-delimited GeoJSON: each line stands for itself, so a broken one is a fault of its own.</summary>
internal static class LineStream
{
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 64 };

    internal static async IAsyncEnumerable<ItemRow> ReadAsync(Stream content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var lines = new BoundedLines(content);
        while (await lines.NextAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            var text = line.Trim('\u001e', ' ', '\t', '\r');
            if (lines.IsTooLong)
            {
                yield return new ItemRow(null, $"the line is longer than {ItemFile.LongestRow} characters");
            }
            else if (text.Length > 0)
            {
                yield return Read(text);
            }
        }
    }

    private static ItemRow Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Limits);
            return ItemShape.Read(document.RootElement);
        }
        catch (JsonException fault)
        {
            return new ItemRow(null, $"the line is not JSON: byte {fault.BytePositionInLine + 1}");
        }
    }
}

/// <summary>Reads lines that are cut off at a limit, so that a file without line ends fills no memory.</summary>
internal sealed class BoundedLines(Stream content) : IDisposable
{
    private readonly StreamReader _reader = new(content, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 64 * 1024, leaveOpen: true);
    private readonly char[] _chunk = new char[16 * 1024];
    private readonly StringBuilder _line = new();
    private int _at;
    private int _filled;

    /// <summary>Gets a value indicating whether the last line was cut off.</summary>
    internal bool IsTooLong { get; private set; }

    public void Dispose() => _reader.Dispose();

    /// <summary>Returns the next line without its end, or null after the last.</summary>
    internal async ValueTask<string?> NextAsync(CancellationToken cancellationToken)
    {
        _line.Clear();
        IsTooLong = false;
        while (true)
        {
            if (_at == _filled)
            {
                _filled = await _reader.ReadAsync(_chunk, cancellationToken).ConfigureAwait(false);
                _at = 0;
                if (_filled == 0)
                {
                    return _line.Length > 0 || IsTooLong ? _line.ToString() : null;
                }
            }

            var rest = _chunk.AsSpan(_at, _filled - _at);
            var end = rest.IndexOf('\n');
            var part = end < 0 ? rest : rest[..end];
            IsTooLong |= _line.Length + part.Length > ItemFile.LongestRow;
            if (!IsTooLong)
            {
                _line.Append(part);
            }

            _at += end < 0 ? rest.Length : end + 1;
            if (end >= 0)
            {
                return _line.ToString();
            }
        }
    }
}
