using System.Xml;

namespace OsmTasking.Extraction.Xml;

/// <summary>Walks the elements of an XML document forward; nothing is in it that was not asked for.</summary>
/// <param name="xml">The document.</param>
/// <param name="input">What it is read from.</param>
/// <param name="file">What errors call it.</param>
internal sealed class XmlCursor(XmlReader xml, PortionedStream input, string file)
{
    // <osmChange><create><relation><member>; what is passed over unread may nest a little deeper.
    private const int Deepest = 16;

    private bool _stopped;

    /// <summary>Steps to the root, which must have a name and the version 0.6.</summary>
    internal void Root(string name)
    {
        while (xml.NodeType != XmlNodeType.Element)
        {
            Step();
        }

        if (xml.Name != name)
        {
            throw Fault($"the document begins with <{xml.Name}> instead of <{name}>");
        }

        if (Attribute("version") is var version && version != "0.6")
        {
            throw FaultIn("version", $"the version is '{version}' instead of '0.6'");
        }
    }

    /// <summary>Reads the children of the element that the cursor stands on, and steps past its end.</summary>
    /// <param name="parent">The name of the element.</param>
    /// <param name="child">Gets the name of a child and must step past its end.</param>
    internal void Children(string parent, Action<string> child)
    {
        if (xml.IsEmptyElement)
        {
            Step();
            return;
        }

        Step();
        while (!_stopped && xml.NodeType != XmlNodeType.EndElement)
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    child(xml.Name);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when !IsBlank():
                    throw Fault($"text inside <{parent}>");
                case XmlNodeType.None:
                    throw Fault($"the document ends inside <{parent}>");
                default:
                    Step();
                    break;
            }
        }

        if (!_stopped)
        {
            Step();
        }
    }

    /// <summary>Ends the walk here: the elements around the cursor are left without reading to their ends.</summary>
    internal void Stop() => _stopped = true;

    /// <summary>Steps past the end of an element that must not have children.</summary>
    internal void Leaf(string name)
    {
        if (xml.IsEmptyElement)
        {
            Step();
        }
        else
        {
            Children(name, child => throw Unexpected(child, name));
        }
    }

    /// <summary>Steps past the end of an element without regard to what is in it.</summary>
    internal void Skip()
    {
        var depth = xml.Depth;
        var empty = xml.IsEmptyElement;
        Step();
        while (!empty && xml.Depth > depth)
        {
            if (xml.Depth > Deepest)
            {
                throw Fault($"elements are nested more than {Deepest} deep");
            }

            Step();
        }

        if (!empty)
        {
            Step();
        }
    }

    /// <summary>Makes sure that nothing follows the document.</summary>
    internal void End()
    {
        while (!xml.EOF)
        {
            Step();
        }
    }

    internal string? Optional(string name) => xml.GetAttribute(name);

    internal string Attribute(string name) => xml.GetAttribute(name) ?? throw Fault($"<{xml.Name}> has no {name}");

    /// <summary>What is wrong where the cursor stands.</summary>
    internal OsmFormatException Fault(string message, Exception? cause = null)
    {
        var place = (IXmlLineInfo)xml;
        return At(place.LineNumber, place.LinePosition, message, cause);
    }

    /// <summary>What is wrong with an attribute; the column is its own.</summary>
    internal OsmFormatException FaultIn(string attribute, string message)
    {
        xml.MoveToAttribute(attribute);
        return Fault(message);
    }

    internal OsmFormatException Unexpected(string name, string parent) => Fault($"<{name}> inside <{parent}>");

    /// <summary>Tells whether text is white space after all: the framework takes more than 4,096 characters of it for text.</summary>
    private bool IsBlank()
    {
        try
        {
            return xml.NodeType == XmlNodeType.Text && xml.Value.AsSpan().Trim(" \t\r\n").IsEmpty;
        }
        catch (Exception fault) when (fault is XmlException or OsmFormatException)
        {
            throw Placed(fault);
        }
    }

    private void Step()
    {
        input.Begin();
        try
        {
            xml.Read();
        }
        catch (Exception fault) when (fault is XmlException or OsmFormatException)
        {
            throw Placed(fault);
        }
    }

    private OsmFormatException Placed(Exception fault)
    {
        if (fault is not XmlException { LineNumber: > 0 } exact)
        {
            return Fault(fault.Message, fault);
        }

        // The message of the framework ends with the place in other words.
        var end = exact.Message.LastIndexOf(" Line ", StringComparison.Ordinal);
        return At(exact.LineNumber, exact.LinePosition, end < 0 ? exact.Message : exact.Message[..end], exact);
    }

    // Before anything was read, the framework counts from 0.
    private OsmFormatException At(int line, int column, string message, Exception? cause) =>
        new($"{file}, line {Math.Max(line, 1)}, column {Math.Max(column, 1)}: {message}", cause);
}
