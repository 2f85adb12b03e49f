using System.Text;
using System.Xml;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Tasks;

namespace ReferenceApi.TaskingManager;

/// <summary>Task boundaries in the formats that iD and JOSM load. Holes are kept, which the original drops.</summary>
public static class EditorFiles
{
    /// <summary>GPX 1.1: a track whose segments are the rings.</summary>
    public static string Gpx(long projectId, IEnumerable<TaskOutline> outlines) => Write(xml =>
    {
        const string Gpx = "http://www.topografix.com/GPX/1/1";
        xml.WriteStartElement("gpx", Gpx);
        xml.WriteAttributeString("creator", "OsmTasking");
        xml.WriteAttributeString("version", "1.1");
        xml.WriteStartElement("trk", Gpx);
        xml.WriteElementString("name", Gpx, $"Task for project {projectId}. Do not edit outside of this area!");
        foreach (var ring in outlines.SelectMany(outline => Rings(outline.Shape)))
        {
            xml.WriteStartElement("trkseg", Gpx);
            foreach (var place in ring.Coordinates)
            {
                xml.WriteStartElement("trkpt", Gpx);
                xml.WriteAttributeString("lat", Degrees(place.Y));
                xml.WriteAttributeString("lon", Degrees(place.X));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    /// <summary>OSM XML that no editor uploads: negative ids, a way a ring.</summary>
    public static string Osm(long projectId, IEnumerable<TaskOutline> outlines) => Write(xml =>
    {
        xml.WriteStartElement("osm");
        xml.WriteAttributeString("version", "0.6");
        xml.WriteAttributeString("upload", "never");
        xml.WriteAttributeString("creator", "OsmTasking");
        var (node, way) = (-1L, -1L);
        foreach (var ring in outlines.SelectMany(outline => Rings(outline.Shape)))
        {
            var first = node;
            foreach (var place in ring.Coordinates.Take(ring.NumPoints - 1))
            {
                xml.WriteStartElement("node");
                xml.WriteAttributeString("visible", "true");
                xml.WriteAttributeString("id", $"{node--}");
                xml.WriteAttributeString("lat", Degrees(place.Y));
                xml.WriteAttributeString("lon", Degrees(place.X));
                xml.WriteEndElement();
            }

            xml.WriteStartElement("way");
            xml.WriteAttributeString("visible", "true");
            xml.WriteAttributeString("id", $"{way--}");
            for (var id = first; id > node; id--)
            {
                WriteRef(xml, id);
            }

            WriteRef(xml, first);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    });

    private static void WriteRef(XmlWriter xml, long id)
    {
        xml.WriteStartElement("nd");
        xml.WriteAttributeString("ref", $"{id}");
        xml.WriteEndElement();
    }

    private static IEnumerable<LineString> Rings(Geometry shape)
    {
        for (var index = 0; index < shape.NumGeometries; index++)
        {
            if (shape.GetGeometryN(index) is Polygon polygon)
            {
                yield return polygon.ExteriorRing;
                foreach (var hole in polygon.InteriorRings)
                {
                    yield return hole;
                }
            }
        }
    }

    private static string Degrees(double value) => value.ToString("0.#######");

    private static string Write(Action<XmlWriter> content)
    {
        using var text = new Utf8Text();
        using (var xml = XmlWriter.Create(text))
        {
            content(xml);
        }

        return text.ToString();
    }

    private sealed class Utf8Text : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
