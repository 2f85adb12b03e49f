using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Xml;

namespace OsmTasking.Extraction.Changes;

/// <summary>Reads one change document (osmChange) into blocks.</summary>
internal static class OscReader
{
    internal static void Read(XmlCursor xml, OsmKinds wanted, Action<ChangeAction, OsmBlock> visit)
    {
        var action = ChangeAction.Create;
        var elements = new OsmElements(xml, wanted, block => visit(action, block));
        xml.Root("osmChange");
        xml.Children("osmChange", name =>
        {
            if (IsAside(name))
            {
                xml.Skip();
                return;
            }

            var next = name switch
            {
                "create" => ChangeAction.Create,
                "modify" => ChangeAction.Modify,
                "delete" => ChangeAction.Delete,
                _ => throw xml.Unexpected(name, "osmChange"),
            };
            if (next != action)
            {
                elements.Flush();
                action = next;
            }

            ReadAction(xml, elements, name, deleted: action == ChangeAction.Delete);
        });
        xml.End();
        elements.Flush();
    }

    private static void ReadAction(XmlCursor xml, OsmElements elements, string action, bool deleted) => xml.Children(action, name =>
    {
        if (elements.TryRead(name, deleted))
        {
            return;
        }

        if (!IsAside(name))
        {
            throw xml.Unexpected(name, action);
        }

        xml.Skip();
    });

    // Osmosis writes bounds into its changes, Overpass a note and its time of data.
    private static bool IsAside(string name) => name is "bounds" or "bound" or "note" or "meta";
}
