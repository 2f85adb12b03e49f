using System.Globalization;
using System.Xml;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;

namespace OsmTasking.Extraction.AreaFiles;

/// <summary>The polygons of a KML document (OGC 12-007r2, 10.8): longitude, latitude and perhaps a height, without blanks between.</summary>
internal static class KmlArea
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = true };

    internal static List<Polygon> Read(Stream stream)
    {
        var polygons = new List<Polygon>();
        try
        {
            using var xml = XmlReader.Create(stream, Settings);
            xml.MoveToContent();
            if (xml.LocalName != "kml")
            {
                throw new AreaFileException($"the document is <{xml.LocalName}>, not <kml>");
            }

            LinearRing? shell = null;
            var holes = new List<LinearRing>();
            var isHole = false;
            while (xml.ReadState == ReadState.Interactive)
            {
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "outerBoundaryIs" or "innerBoundaryIs")
                {
                    isHole = xml.LocalName == "innerBoundaryIs";
                }
                else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "Polygon")
                {
                    (shell, isHole) = (null, false);
                    holes.Clear();
                }
                else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "LinearRing")
                {
                    var ring = Ring(xml);
                    if (isHole)
                    {
                        holes.Add(ring);
                    }
                    else
                    {
                        shell = ring;
                    }

                    continue;
                }
                else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "Polygon" && shell is not null)
                {
                    polygons.Add(GeoJsonGeometry.Factory.CreatePolygon(shell, [.. holes]));
                    shell = null;
                }

                xml.Read();
            }

            // A reader that once failed inside a ring only says so here.
            if (xml.ReadState == ReadState.Error)
            {
                throw new AreaFileException("the KML is broken");
            }
        }
        catch (XmlException fault)
        {
            throw new AreaFileException($"the KML is broken: line {fault.LineNumber}, column {fault.LinePosition}");
        }

        return polygons;
    }

    /// <summary>Reads a LinearRing and leaves the reader behind it.</summary>
    private static LinearRing Ring(XmlReader xml)
    {
        var line = ((IXmlLineInfo)xml).LineNumber;
        using var inner = xml.ReadSubtree();
        var places = new List<Coordinate>();
        if (inner.ReadToDescendant("coordinates", xml.NamespaceURI))
        {
            foreach (var tuple in inner.ReadElementContentAsString().Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
            {
                if (tuple.Split(',') is not [var east, var north, ..]
                    || !double.TryParse(east, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) || !double.TryParse(north, NumberStyles.Float, CultureInfo.InvariantCulture, out var y))
                {
                    throw new AreaFileException($"line {line}: '{(tuple.Length > 40 ? tuple[..40] : tuple)}' is not longitude,latitude");
                }

                places.Add(new Coordinate(x, y));
            }
        }

        inner.Close();
        xml.Read();
        return RingOf(places, $"line {line}");
    }

    /// <summary>Makes a ring of places that went round.</summary>
    internal static LinearRing RingOf(List<Coordinate> places, string where) =>
        places.Find(place => !(Math.Abs(place.X) <= 180 && Math.Abs(place.Y) <= 90)) is { } off ? throw new AreaFileException($"{where}: {off.X}, {off.Y} lies outside longitude -180 to 180 or latitude -90 to 90")
        : places.Count < 4 ? throw new AreaFileException($"{where}: a ring needs at least 4 positions; it has {places.Count}")
        : !places[0].Equals2D(places[^1]) ? throw new AreaFileException($"{where}: the ring is not closed")
        : GeoJsonGeometry.Factory.CreateLinearRing([.. places]);
}
