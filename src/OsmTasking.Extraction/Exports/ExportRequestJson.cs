using System.Text;
using System.Text.Json;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Exports;

/// <summary>An <see cref="ExportRequest"/> as text, the same for equal requests: what a job carries.</summary>
public static class ExportRequestJson
{
    /// <summary>Writes a request.</summary>
    public static string Write(ExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("format", request.Format);
            json.WriteString("relation", Word(request.Relation));
            json.WriteStartArray("parts");
            foreach (var part in request.Parts)
            {
                WritePart(json, part);
            }

            json.WriteEndArray();
            json.WriteBoolean("centroid", request.Centroid);
            json.WriteString("file_name", request.FileName);
            json.WriteBoolean("unique", request.Unique);
            json.WriteBoolean("zip", request.Zip);
            json.WriteBoolean("wrap", request.WrapsGeometries);
            WriteZoom(json, "min_zoom", request.MinZoom);
            WriteZoom(json, "max_zoom", request.MaxZoom);
            json.WritePropertyName("geometry");
            GeoJsonGeometry.Write(json, request.Area.Shape, 9);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ExportRequest Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var area = AreaOfInterest.Of(GeoJsonGeometry.ReadArea(root.GetProperty("geometry")), new AreaLimits(int.MaxValue, double.MaxValue)).OrThrow();
            return new(area, root.GetProperty("format").GetString()!, [.. root.GetProperty("parts").EnumerateArray().Select(ReadPart)])
            {
                Relation = Enum.Parse<AreaRelation>(root.GetProperty("relation").GetString()!, ignoreCase: true),
                Centroid = root.GetProperty("centroid").GetBoolean(),
                FileName = root.GetProperty("file_name").GetString()!,
                Unique = root.GetProperty("unique").GetBoolean(),
                Zip = root.GetProperty("zip").GetBoolean(),
                WrapsGeometries = root.GetProperty("wrap").GetBoolean(),
                MinZoom = ReadZoom(root, "min_zoom"),
                MaxZoom = ReadZoom(root, "max_zoom"),
            };
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("The request of the export cannot be read.", fault);
        }
    }

    /// <summary>Returns the word for a relation: within, intersects or clip.</summary>
    public static string Word(AreaRelation relation) => relation switch
    {
        AreaRelation.Within => "within",
        AreaRelation.Clip => "clip",
        _ => "intersects",
    };

    /// <summary>Returns the word for a shape: point, line or polygon.</summary>
    public static string Word(Shapes shape) => shape switch
    {
        Shapes.Point => "point",
        Shapes.Polygon => "polygon",
        _ => "line",
    };

    internal static void WritePart(Utf8JsonWriter json, ExportRequestPart part)
    {
        json.WriteStartObject();
        json.WriteString("shape", Word(part.Shape));
        if (part.Filter is not null)
        {
            json.WriteString("filter", part.Filter.ToString());
        }

        if (part.Keys is not null)
        {
            json.WriteStartArray("keys");
            foreach (var key in part.Keys)
            {
                json.WriteStringValue(key);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static ExportRequestPart ReadPart(JsonElement part) => new(
        Enum.Parse<Shapes>(part.GetProperty("shape").GetString()!, ignoreCase: true),
        part.TryGetProperty("filter", out var filter) ? TagFilter.Parse(filter.GetString()!) : null,
        part.TryGetProperty("keys", out var keys) ? [.. keys.EnumerateArray().Select(key => key.GetString()!)] : null);

    private static void WriteZoom(Utf8JsonWriter json, string name, int? zoom)
    {
        if (zoom is { } value)
        {
            json.WriteNumber(name, value);
        }
    }

    private static int? ReadZoom(JsonElement root, string name) => root.TryGetProperty(name, out var zoom) ? zoom.GetInt32() : null;
}
