using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>Writes features as one GeoJSON FeatureCollection (RFC 7946), in constant memory, in the order they come.</summary>
/// <remarks>
/// The <c>id</c> of a feature is <c>node/1</c>, <c>way/1</c> or <c>relation/1</c>. Its properties are <c>@type</c>, <c>@id</c>; then, where
/// the source has them, <c>@version</c>, <c>@changeset</c>, <c>@timestamp</c> (ISO 8601, UTC), <c>@uid</c>, <c>@user</c>; then
/// the tags. A tag whose key itself begins with <c>@</c> gets a second one in front, so none is lost. Of several tags with
/// one key the first is written. Coordinates have up to 7 decimals. The collection carries the attribution the licence of the data asks for.
/// Bytes that are no UTF-8 become U+FFFD.
/// </remarks>
public sealed class GeoJsonWriter : IFeatureSink, IDisposable
{
    /// <summary>The attribution every file carries.</summary>
    public const string Attribution = "© OpenStreetMap contributors, ODbL 1.0";

    private const int FlushAt = 1 << 16;

    private readonly Stream _output;
    private readonly bool _leaveOpen;
    private readonly Utf8JsonWriter _json;
    private readonly ArrayBufferWriter<byte> _coordinates = new(1024);
    private readonly ArrayBufferWriter<byte> _text = new(256);
    private readonly HashSet<byte[]> _keys = new(Utf8Comparer.Instance);
    private bool _closed;

    /// <summary>Starts a collection.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="leaveOpen">Whether <paramref name="output"/> stays open when the writer is disposed of.</param>
    public GeoJsonWriter(Stream output, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _leaveOpen = leaveOpen;
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        _json.WriteStartObject();
        _json.WriteString("type"u8, "FeatureCollection"u8);
        _json.WriteString("attribution"u8, Attribution);
        _json.WriteStartArray("features"u8);
    }

    /// <inheritdoc/>
    public void Write(in OsmFeature feature)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var kind = OsmFeature.KindName(feature.Kind);
        _json.WriteStartObject();
        _json.WriteString("type"u8, "Feature"u8);
        _json.WriteString("id"u8, $"{kind}/{feature.Id}");
        _json.WritePropertyName("geometry"u8);
        WriteGeometry(feature.Geometry);
        _json.WriteStartObject("properties"u8);
        _json.WriteString("@type"u8, kind);
        _json.WriteNumber("@id"u8, feature.Id);
        WriteInfo(feature);
        WriteTags(feature);
        _json.WriteEndObject();
        _json.WriteEndObject();
        if (_json.BytesPending >= FlushAt)
        {
            _json.Flush();
        }
    }

    /// <summary>Ends the collection; without it the file is not valid.</summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Dispose();
        if (!_leaveOpen)
        {
            _output.Dispose();
        }
    }

    private void WriteInfo(in OsmFeature feature)
    {
        var info = feature.Info;
        if (info.Version != 0)
        {
            _json.WriteNumber("@version"u8, info.Version);
        }

        if (info.Changeset != 0)
        {
            _json.WriteNumber("@changeset"u8, info.Changeset);
        }

        if (info.Timestamp != 0)
        {
            _json.WriteString("@timestamp"u8, DateTimeOffset.FromUnixTimeSeconds(info.Timestamp).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        }

        if (info.UserId != 0)
        {
            _json.WriteNumber("@uid"u8, info.UserId);
        }

        if (!feature.User.IsEmpty)
        {
            _json.WriteString("@user"u8, Clean(feature.User));
        }
    }

    private void WriteTags(in OsmFeature feature)
    {
        var tags = feature.Tags;
        _keys.Clear();
        for (var i = 0; i < tags.Count; i++)
        {
            var key = tags.Key(i);
            if (!IsFirst(tags, i))
            {
                continue;
            }

            if (key is [(byte)'@', ..])
            {
                _text.ResetWrittenCount();
                _text.Write("@"u8);
                _text.Write(key);
                key = _text.WrittenSpan;
            }

            _json.WritePropertyName(Clean(key));
            _json.WriteStringValue(Clean(tags.Value(i)));
        }
    }

    // Comparing each with each is quickest for the usual few; a hostile object may have a million.
    private bool IsFirst(TagView tags, int index)
    {
        if (tags.Count > 32)
        {
            return _keys.GetAlternateLookup<ReadOnlySpan<byte>>().Add(tags.Key(index));
        }

        for (var before = 0; before < index; before++)
        {
            if (tags.Key(before).SequenceEqual(tags.Key(index)))
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> utf8) =>
        System.Text.Unicode.Utf8.IsValid(utf8) ? utf8 : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));

    private void WriteGeometry(PackedGeometry geometry)
    {
        _json.WriteStartObject();
        _json.WriteString("type"u8, geometry.Kind == GeometryKind.None ? nameof(GeometryKind.GeometryCollection) : geometry.Kind.ToString());
        if (geometry.Kind is GeometryKind.GeometryCollection or GeometryKind.None)
        {
            _json.WriteStartArray("geometries"u8);
            for (var i = 0; i < geometry.PointCount; i++)
            {
                GeoJsonCoordinates.WritePosition(geometry.Coordinates.Slice(2 * i, 2), Emptied());
                WritePart(nameof(GeometryKind.Point));
            }

            for (var i = 0; i < geometry.PathEnds.Length; i++)
            {
                GeoJsonCoordinates.WritePath(geometry.Path(i), Emptied());
                WritePart(nameof(GeometryKind.LineString));
            }

            _json.WriteEndArray();
        }
        else
        {
            GeoJsonCoordinates.Write(geometry, Emptied());
            _json.WritePropertyName("coordinates"u8);
            _json.WriteRawValue(_coordinates.WrittenSpan, skipInputValidation: true);
        }

        _json.WriteEndObject();
    }

    private void WritePart(string type)
    {
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        _json.WritePropertyName("coordinates"u8);
        _json.WriteRawValue(_coordinates.WrittenSpan, skipInputValidation: true);
        _json.WriteEndObject();
    }

    private ArrayBufferWriter<byte> Emptied()
    {
        _coordinates.ResetWrittenCount();
        return _coordinates;
    }
}
