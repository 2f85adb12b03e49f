using System.Text.Json.Nodes;

namespace ReferenceApi.Tests.RawData;

/// <summary>A made-up region with one object of each case; the area is the square from 10.000 50.000 to 10.010 50.010.</summary>
internal static class SmallRegion
{
    internal const string Xml = """
        <?xml version="1.0" encoding="UTF-8"?>
        <osm version="0.6">
          <node id="1" lon="10.001" lat="50.001" version="3" changeset="33" timestamp="2024-02-03T04:05:06Z"><tag k="amenity" v="cafe"/><tag k="name" v="O'x &quot;Café&quot;; drop table nodes"/></node>
          <node id="2" lon="10.002" lat="50.001" version="1" changeset="11" timestamp="2024-01-01T00:00:00Z"><tag k="shop" v="bakery"/></node>
          <node id="3" lon="10.5" lat="50.5" version="1" changeset="11" timestamp="2024-01-01T00:00:00Z"><tag k="amenity" v="cafe"/></node>
          <node id="100" lon="10.004" lat="50.004"/><node id="101" lon="10.020" lat="50.004"/>
          <node id="110" lon="10.003" lat="50.003"/><node id="111" lon="10.0032" lat="50.003"/><node id="112" lon="10.0032" lat="50.0032"/><node id="113" lon="10.003" lat="50.0032"/>
          <node id="120" lon="10.005" lat="50.005"/><node id="121" lon="10.0052" lat="50.005"/><node id="122" lon="10.0052" lat="50.0052"/><node id="123" lon="10.005" lat="50.0052"/>
          <node id="130" lon="10.006" lat="50.006"/><node id="131" lon="10.008" lat="50.006"/><node id="132" lon="10.008" lat="50.008"/><node id="133" lon="10.006" lat="50.008"/>
          <node id="140" lon="9" lat="49"/><node id="141" lon="11" lat="49"/><node id="142" lon="11" lat="51"/><node id="143" lon="9" lat="51"/>
          <way id="10" version="2" changeset="22" timestamp="2024-01-02T00:00:00Z"><nd ref="100"/><nd ref="101"/><tag k="highway" v="residential"/></way>
          <way id="11" version="1" changeset="11" timestamp="2024-01-01T00:00:00Z"><nd ref="110"/><nd ref="111"/><nd ref="112"/><nd ref="113"/><nd ref="110"/><tag k="building" v="yes"/><tag k="addr:street" v="Main Street"/><tag k="is_in:RW" v="x"/></way>
          <way id="12" version="1" changeset="11" timestamp="2024-01-01T00:00:00Z"><nd ref="120"/><nd ref="121"/><nd ref="122"/><nd ref="123"/><nd ref="120"/><tag k="building" v="house"/><tag k="version" v="a tag"/></way>
          <way id="13" version="1" changeset="11" timestamp="2024-01-01T00:00:00Z"><nd ref="130"/><nd ref="131"/><nd ref="132"/><nd ref="133"/><nd ref="130"/></way>
          <way id="14" version="1" changeset="11" timestamp="2024-01-01T00:00:00Z"><nd ref="140"/><nd ref="141"/><nd ref="142"/><nd ref="143"/><nd ref="140"/></way>
          <relation id="1" version="1" changeset="11" timestamp="2024-01-01T00:00:00Z"><member type="way" ref="13" role="outer"/><tag k="type" v="multipolygon"/><tag k="landuse" v="forest"/></relation>
          <relation id="21" version="1" changeset="11" timestamp="2024-01-01T00:00:00Z"><member type="way" ref="10" role=""/><member type="node" ref="2" role="stop"/><tag k="type" v="route"/><tag k="route" v="bus"/></relation>
          <relation id="30" version="1" changeset="11" timestamp="2024-01-01T00:00:00Z"><member type="way" ref="14" role="outer"/><tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="admin_level" v="2"/><tag k="name" v="Testland"/><tag k="ISO3166-1:alpha3" v="TST"/></relation>
        </osm>
        """;

    /// <summary>Returns the body of a request for the square; <paramref name="more"/> is JSON of further fields.</summary>
    internal static string Body(string? more = null)
    {
        var body = new JsonObject { ["geometry"] = Square(10, 50, 10.01, 50.01) };
        foreach (var (name, value) in more is null ? [] : (JsonObject)JsonNode.Parse(more)!)
        {
            body[name] = value?.DeepClone();
        }

        return body.ToJsonString();
    }

    internal static JsonObject Square(double west, double south, double east, double north) => new()
    {
        ["type"] = "Polygon",
        ["coordinates"] = new JsonArray(new JsonArray(Place(west, south), Place(east, south), Place(east, north), Place(west, north), Place(west, south))),
    };

    private static JsonArray Place(double longitude, double latitude) => new(longitude, latitude);
}
