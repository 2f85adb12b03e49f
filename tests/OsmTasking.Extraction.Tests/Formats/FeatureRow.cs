using System.Globalization;
using System.Text.Json;
using NetTopologySuite.IO;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Extraction.Tests.Formats;

/// <summary>A feature as a GeoJSON reader sees it: what the formats are compared by.</summary>
internal sealed record FeatureRow(string Id, NetTopologySuite.Geometries.Geometry? Geometry, SortedDictionary<string, string> Properties)
{
    /// <summary>Everything but the geometry on one line.</summary>
    internal string Text => $"{Id} {JsonSerializer.Serialize(Properties)}";

    /// <summary>The features of a source, by our own GeoJSON.</summary>
    internal static List<FeatureRow> From(IOsmSource source, FeatureAttributes attributes = FeatureAttributes.All)
    {
        using var output = new MemoryStream();
        Write(source, new GeoJsonFormat(attributes), output);
        using var document = JsonDocument.Parse(output.ToArray());
        return [.. document.RootElement.GetProperty("features").EnumerateArray().Select(feature => Parse(feature))];
    }

    internal static void Write(IOsmSource source, RowFormat format, Stream output)
    {
        using var writer = new RowWriter(format, output);
        Extractor.Run(source, new(), writer);
        writer.Complete();
    }

    /// <summary>Reads a GeoJSON feature; the members of the column <paramref name="rest"/> become properties, other columns go by <paramref name="rename"/> (null drops one).</summary>
    internal static FeatureRow Parse(JsonElement feature, string? rest = null, Func<string, string?>? rename = null)
    {
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in feature.GetProperty("properties").EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null))
        {
            if (property.Name == rest)
            {
                using var parsed = JsonDocument.Parse(property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText());
                foreach (var tag in parsed.RootElement.EnumerateObject())
                {
                    properties.Add(tag.Name, Text(tag.Value));
                }
            }
            else if ((rename is null ? property.Name : rename(property.Name)) is { } name)
            {
                properties.Add(name, Text(property.Value));
            }
        }

        var id = $"{properties.GetValueOrDefault("@type")}/{properties.GetValueOrDefault("@id")}";
        var geometry = feature.GetProperty("geometry");
        return new(id, geometry.ValueKind == JsonValueKind.Null ? null : new WKTReader().Read(Wkt(geometry)), properties);

        static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
    }

    /// <summary>Rings in any order and direction, and a part alone or in a collection of one, are the same.</summary>
    internal static NetTopologySuite.Geometries.Geometry Normal(NetTopologySuite.Geometries.Geometry geometry) =>
        geometry is NetTopologySuite.Geometries.GeometryCollection { Count: 1 } one ? one[0].Normalized() : geometry.Normalized();

    internal static string Wkt(JsonElement geometry)
    {
        var type = geometry.GetProperty("type").GetString()!;
        return type == "GeometryCollection"
            ? $"GEOMETRYCOLLECTION ({string.Join(", ", geometry.GetProperty("geometries").EnumerateArray().Select(Wkt))})"
            : $"{type.ToUpperInvariant()} {(type == "Point" ? $"({Positions(geometry.GetProperty("coordinates"))})" : Positions(geometry.GetProperty("coordinates")))}";

        static string Positions(JsonElement array) => array[0].ValueKind == JsonValueKind.Number
            ? string.Create(CultureInfo.InvariantCulture, $"{array[0].GetDouble():R} {array[1].GetDouble():R}")
            : $"({string.Join(", ", array.EnumerateArray().Select(Positions))})";
    }
}
