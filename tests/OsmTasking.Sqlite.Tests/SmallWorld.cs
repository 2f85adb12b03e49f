using System.Text.Json;
using System.Text.Json.Nodes;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Sqlite.Tests;

/// <summary>A small extract with every kind of geometry and tags that try to break out.</summary>
internal static class SmallWorld
{
    internal const string Text = """
        n1 x0 y0 v2 c3 s1000000000 i4 uZoë Tname=a"b,@id=x,Name=');drop~table~points;--,fid=7,NAME=,geom=g,it's=\n
        n2 x10 y0
        n3 x10 y10
        n4 x0 y10
        n5 x2 y2
        n6 x4 y2
        n7 x4 y4
        n8 x20 y20
        n9 x30 y20
        n10 x30 y30
        n11 x-179.5000001 y-85.05 Tname=🗺️<b>
        w1 Nn1,n2,n3,n4,n1 Tlanduse=grass,ROWID=1
        w2 Nn5,n6,n7,n5 Thighway=service,a"b=c"d
        w3 Nn8,n9,n10,n8
        r1 Mw1@outer,w2@inner Ttype=multipolygon,landuse=forest
        r2 Mw1@outer,w2@inner,w3@outer Ttype=multipolygon,landuse=forest,tags=t
        r3 Mw2@,w3@ Ttype=route,route=hiking
        r4 Mw2@,n8@stop Ttype=route,route=bus
        """;

    internal static ExtractSummary Write(IOsmSource source, IFeatureWriter writer)
    {
        using (writer)
        {
            var summary = Extractor.Run(source, new(), writer);
            writer.Complete();
            return summary;
        }
    }

    /// <summary>What our GeoJSON says of a source, by type and id.</summary>
    internal static Dictionary<string, JsonObject> GeoJson(IOsmSource source)
    {
        using var output = new MemoryStream();
        Extractor.Write(source, new(), new GeoJsonFormat(), output);

        return JsonNode.Parse(output.ToArray())!["features"]!.AsArray().ToDictionary(feature => (string)feature!["id"]!, feature => feature!.AsObject());
    }

    /// <summary>One text for all ways of writing the same geometry: rings from their least corner, single parts as multi ones.</summary>
    internal static string Shape(JsonNode geometry, int decimals = 7)
    {
        var shape = new NetTopologySuite.IO.WKTReader().Read(Wkt(geometry, decimals));
        shape = shape switch
        {
            NetTopologySuite.Geometries.LineString line => line.Factory.CreateMultiLineString([line]),
            NetTopologySuite.Geometries.Polygon polygon => polygon.Factory.CreateMultiPolygon([polygon]),
            _ => shape,
        };
        return shape.Dimension == NetTopologySuite.Geometries.Dimension.Surface ? shape.Normalized().ToString() : shape.ToString();
    }

    internal static JsonNode Parse(string json) => JsonNode.Parse(json, null, new JsonDocumentOptions { MaxDepth = 100 })!;

    private static string Wkt(JsonNode geometry, int decimals)
    {
        var type = (string)geometry["type"]!;
        return type == "GeometryCollection"
            ? $"GEOMETRYCOLLECTION ({string.Join(", ", geometry["geometries"]!.AsArray().Select(part => Wkt(part!, decimals)))})"
            : $"{type.ToUpperInvariant()} {(type == "Point" ? $"({Positions(geometry["coordinates"]!)})" : Positions(geometry["coordinates"]!))}";

        string Positions(JsonNode array) => array[0]!.GetValueKind() == JsonValueKind.Number
            ? $"{Math.Round((double)array[0]!, decimals)} {Math.Round((double)array[1]!, decimals)}"
            : $"({string.Join(", ", array.AsArray().Select(item => Positions(item!)))})";
    }
}
