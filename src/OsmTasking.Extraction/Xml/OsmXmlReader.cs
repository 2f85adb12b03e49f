using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Xml;

/// <summary>Reads one OSM XML document into blocks.</summary>
internal sealed class OsmXmlReader(XmlCursor xml, OsmKinds wanted, Action<OsmBlock> visit)
{
    private OsmHeader _header = new() { WritingProgram = null };

    /// <summary>Reads the document.</summary>
    internal void Read()
    {
        var elements = new OsmElements(xml, wanted, visit);
        xml.Root("osm");
        xml.Children("osm", name =>
        {
            if (!elements.TryRead(name))
            {
                ReadOther(name);
            }
        });
        xml.End();
        elements.Flush();
    }

    /// <summary>Reads what stands before the first object, and nothing after it.</summary>
    internal OsmHeader ReadHeader()
    {
        xml.Root("osm");
        _header = _header with { WritingProgram = xml.Optional("generator") };
        xml.Children("osm", name =>
        {
            if (name is "node" or "way" or "relation")
            {
                xml.Stop();
            }
            else
            {
                ReadOther(name);
            }
        });
        return _header;
    }

    private void ReadOther(string name)
    {
        switch (name)
        {
            case "bounds":
                ReadBounds();
                break;
            case "bound" or "note" or "meta" or "changeset":
                xml.Skip();
                break;
            default:
                throw xml.Unexpected(name, "osm");
        }
    }

    /// <summary>Editors write a box for every download: the header has the one around them all.</summary>
    private void ReadBounds()
    {
        var (west, south) = (xml.Degrees("minlon", 180) / 1e7, xml.Degrees("minlat", 90) / 1e7);
        var (east, north) = (xml.Degrees("maxlon", 180) / 1e7, xml.Degrees("maxlat", 90) / 1e7);
        _header = _header with
        {
            Bounds = _header.Bounds is not { } other ? (west, south, east, north)
                : (Math.Min(west, other.West), Math.Min(south, other.South), Math.Max(east, other.East), Math.Max(north, other.North)),
        };
        xml.Skip();
    }
}
