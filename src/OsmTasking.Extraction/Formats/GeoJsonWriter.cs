using System.Text.Encodings.Web;
using System.Text.Json;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Formats;

/// <summary>Writes features as a GeoJSON FeatureCollection, streaming: memory does not grow with the number of features.</summary>
/// <remarks>
/// A feature's <c>id</c> is <c>node/1</c>, <c>way/2</c> or <c>relation/3</c>; its properties are the tags, and what the file
/// tells of the version under <c>@version</c>, <c>@changeset</c>, <c>@timestamp</c> and <c>@user</c>. Coordinates have OSM's
/// seven decimals. The collection names the data's licence under <c>attribution</c>.
/// </remarks>
public sealed class GeoJsonWriter : IFeatureSink, IDisposable
{
    private const int Decimals = 7;
    private const int FlushAt = 1 << 16;
    private readonly Utf8JsonWriter _json;

    /// <summary>Begins a document.</summary>
    /// <param name="stream">Where to; it is left open.</param>
    public GeoJsonWriter(Stream stream)
    {
        _json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartObject();
        _json.WriteString("type", "FeatureCollection");
        _json.WriteString("attribution", "© OpenStreetMap contributors, ODbL 1.0");
        _json.WriteStartArray("features");
    }

    /// <inheritdoc/>
    public void Write(OsmFeature feature)
    {
        _json.WriteStartObject();
        _json.WriteString("type", "Feature");
        _json.WriteString("id", $"{KindName(feature.Kind)}/{feature.Id}");
        _json.WritePropertyName("geometry");
        GeoJsonGeometry.Write(_json, feature.Shape, Decimals);
        _json.WriteStartObject("properties");
        for (var index = 0; index < feature.Tags.Count; index++)
        {
            _json.WriteString(feature.Tags.Key(index), feature.Tags.Value(index));
        }

        WriteInfo(feature);
        _json.WriteEndObject();
        _json.WriteEndObject();
        if (_json.BytesPending > FlushAt)
        {
            _json.Flush();
        }
    }

    /// <summary>Ends the document.</summary>
    public void Dispose()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Dispose();
    }

    /// <summary>The name of a kind, as OSM's API has it.</summary>
    internal static string KindName(OsmKind kind) => kind switch
    {
        OsmKind.Node => "node",
        OsmKind.Way => "way",
        _ => "relation",
    };

    private void WriteInfo(in OsmFeature feature)
    {
        var info = feature.Info;
        if (info.Version > 0)
        {
            _json.WriteNumber("@version", info.Version);
        }

        if (info.Changeset > 0)
        {
            _json.WriteNumber("@changeset", info.Changeset);
        }

        if (info.Timestamp > 0)
        {
            _json.WriteString("@timestamp", DateTimeOffset.FromUnixTimeSeconds(Math.Min(info.Timestamp, 253_402_300_799)).UtcDateTime);
        }

        if (!feature.User.IsEmpty)
        {
            _json.WriteString("@user"u8, feature.User);
        }
    }
}
