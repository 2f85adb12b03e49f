using System.Xml;
using System.Xml.Linq;
using OsmTasking.Core.Edits;

namespace OsmTasking.Hosting.Edits;

/// <summary>Reads an osmChange document as editors save it (.osc) into the changes of an edit. Pure.</summary>
public static class OsmChangeDocument
{
    /// <summary>Reads a document. Placeholders stay negative; changesets that it names are left out.</summary>
    /// <param name="text">The document.</param>
    /// <returns>The changes, in the order of the document. <see cref="EditRules.Check"/> tells whether they can be sent.</returns>
    /// <exception cref="FormatException">It is not an osmChange; the message names the place.</exception>
    public static IReadOnlyList<ElementChange> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var document = OsmChangeXml.Read(text);
            return document.Name.LocalName == "osmChange"
                ? [.. document.Elements().SelectMany(Block)]
                : throw new FormatException($"The document is <{document.Name.LocalName}>; it must be <osmChange>.");
        }
        catch (XmlException fault)
        {
            throw new FormatException($"The document is not an osmChange: {fault.Message}", fault);
        }
        catch (ArgumentException fault)
        {
            throw new FormatException("An element of the document has a key twice.", fault);
        }
    }

    private static IEnumerable<ElementChange> Block(XElement block)
    {
        var elements = OsmChangeXml.Elements(block);
        return block.Name.LocalName switch
        {
            "create" => elements.Select(element => new ElementChange.Create(element with { Version = 0 })),
            "modify" => elements.Select(element => new ElementChange.Modify(element)),
            "delete" => elements.Select(element => new ElementChange.Delete(element.Element, element.Version, block.Attribute("if-unused") is not null)),
            var other => throw new FormatException($"The document has a block <{other}>; there are create, modify and delete."),
        };
    }
}
