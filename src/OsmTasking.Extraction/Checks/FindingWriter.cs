using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OsmTasking.Extraction.Checks;

/// <summary>
/// Writes findings as items in the schema of to-fix: GeoJSON features, one a line, the key as id, a point, and properties whose names begin with the kind
/// of their values.
/// </summary>
/// <remarks>
/// <code>
/// {"type":"Feature","id":"untagged-way-way-7","geometry":{"type":"Point","coordinates":[9.5,47.1]},"properties":{"tofix:category":"untagged-way",
///  "string:instructions":"…","string:objects":"way/7","link:osm":"https://www.openstreetmap.org/way/7"}}
/// </code>
/// </remarks>
public sealed class FindingWriter : IDisposable
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Stream _stream;
    private readonly bool _collection;
    private readonly Utf8JsonWriter _json;
    private bool _any;

    /// <summary>Begins to write.</summary>
    /// <param name="stream">Where to; it is left open.</param>
    /// <param name="collection">True for one FeatureCollection, false for lines that each stand for themselves (GeoJSONL).</param>
    public FindingWriter(Stream stream, bool collection)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (_stream, _collection, _json) = (stream, collection, new Utf8JsonWriter(stream, Plain));
        if (collection)
        {
            stream.Write("{\"type\":\"FeatureCollection\",\"features\":[\n"u8);
        }
    }

    /// <summary>Writes a finding.</summary>
    public void Write(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        if (_any)
        {
            _stream.Write(_collection ? ",\n"u8 : "\n"u8);
        }

        _any = true;
        _json.Reset();
        WriteFeature(_json, finding);
        _json.Flush();
    }

    /// <summary>Returns a finding as a FeatureCollection of one feature, as an item keeps it.</summary>
    public static string ToFeatureCollection(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        json.WriteString("type"u8, "FeatureCollection"u8);
        json.WriteStartArray("features"u8);
        WriteFeature(json, finding);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Ends the file.</summary>
    public void Complete() => _stream.Write(_collection ? "\n]}\n"u8 : _any ? "\n"u8 : []);

    /// <summary>Gives the writer's memory back; the stream is left open.</summary>
    public void Dispose() => _json.Dispose();

    private static void WriteFeature(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        json.WriteString("id"u8, finding.Key);
        json.WriteStartObject("geometry"u8);
        json.WriteString("type"u8, "Point"u8);
        json.WriteStartArray("coordinates"u8);
        json.WriteNumberValue(finding.Longitude);
        json.WriteNumberValue(finding.Latitude);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("properties"u8);
        json.WriteString("tofix:category"u8, finding.Check.Name());
        json.WriteString("string:instructions"u8, finding.Detail);
        json.WriteString("string:objects"u8, finding.Other is { } other ? $"{finding.Object} {other}" : finding.Object.ToString());
        json.WriteString("link:osm"u8, $"https://www.openstreetmap.org/{finding.Object}");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
