using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Xml;

namespace OsmTasking.Extraction.Changes;

/// <summary>Writes a change file (osmChange 0.6), in the order in which blocks are handed over and in constant memory.</summary>
/// <remarks>
/// As with <see cref="OsmXmlWriter"/> the output always is well-formed, and characters that XML cannot hold become U+FFFD and are counted.
/// What is deleted keeps its tags, nodes and members if it has any.
/// </remarks>
public sealed class OscWriter : IDisposable
{
    private readonly XmlOutput _output;
    private readonly OsmElementWriter _elements;
    private readonly Stream _stream;
    private ChangeAction? _action;
    private bool _ended;

    /// <summary>Begins a document.</summary>
    /// <param name="stream">Where to; it is left open. Wrap it in a GZipStream for .osc.gz.</param>
    /// <param name="header">The program to name.</param>
    public OscWriter(Stream stream, OsmHeader? header = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _output = new(stream);
        _elements = new(_output, history: false);
        XmlProlog.Write(_output, "osmChange", header ?? new());
    }

    /// <summary>Gets how many characters were replaced by U+FFFD since XML 1.0 cannot hold them.</summary>
    public long ReplacedCharacters => _output.Replaced;

    /// <summary>Writes what is done to the objects of a block: its nodes, then its ways, then its relations.</summary>
    /// <param name="action">What is done. Blocks with the same action one after another share an element.</param>
    /// <param name="block">Not kept: it can be reused as soon as the call returns.</param>
    /// <exception cref="OsmFormatException">An object has a time that XML cannot hold; the message names it.</exception>
    public void Write(ChangeAction action, OsmBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        ObjectDisposedException.ThrowIf(_ended, this);
        if (action != _action)
        {
            var name = Name(action);
            EndAction();
            _output.Raw("  <"u8);
            _output.Raw(name);
            _output.Raw(">\n"u8);
            _action = action;
        }

        try
        {
            _elements.Write(block, deleting: action == ChangeAction.Delete);
        }
        catch
        {
            _ended = true; // Without its end the document cannot be taken for a whole one.
            throw;
        }
    }

    /// <summary>Ends the document and flushes the stream.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            EndAction();
            _ended = true;
            _output.Raw("</osmChange>\n"u8);
            _output.Flush();
            _stream.Flush();
        }
    }

    private static ReadOnlySpan<byte> Name(ChangeAction action) => action switch
    {
        ChangeAction.Create => "create"u8,
        ChangeAction.Modify => "modify"u8,
        ChangeAction.Delete => "delete"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "There are create, modify and delete."),
    };

    private void EndAction()
    {
        if (_action is { } action)
        {
            _output.Raw("  </"u8);
            _output.Raw(Name(action));
            _output.Raw(">\n"u8);
            _action = null;
        }
    }
}
