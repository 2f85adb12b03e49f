using System.Runtime.CompilerServices;
using System.Text.Json;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Items.Imports;

/// <summary>Walks the features of a FeatureCollection without holding more than one of them.</summary>
internal sealed class FeatureStream
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _last;
    private bool _inside;
    private bool _over;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 64 });

    internal static async IAsyncEnumerable<ItemRow> ReadAsync(Stream content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = new FeatureStream();
        while (!walk._over)
        {
            await walk.FillAsync(content, cancellationToken).ConfigureAwait(false);
            while (walk.Next() is { } feature)
            {
                using (feature)
                {
                    yield return ItemShape.Read(feature.RootElement);
                }
            }
        }
    }

    private async ValueTask FillAsync(Stream content, CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= ItemFile.LongestRow)
            {
                throw new GeoJsonException("features", $"one feature is longer than {ItemFile.LongestRow} bytes");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await content.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        _last = read == 0;
    }

    /// <summary>Returns the next feature; null when more bytes are needed, or at the end.</summary>
    private JsonDocument? Next()
    {
        try
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _last, _state);
            while (!_over)
            {
                if (_inside)
                {
                    return Feature(reader);
                }

                if (!reader.Read())
                {
                    Keep(reader);
                    return _last ? throw new GeoJsonException(string.Empty, "the file has no features, or ends early") : null;
                }

                if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject))
                {
                    throw new GeoJsonException(string.Empty, "the file is not a FeatureCollection");
                }

                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("features"u8))
                {
                    var ahead = reader;
                    if (!ahead.Read())
                    {
                        return _last ? throw new GeoJsonException("features", "the file ends early") : null;
                    }

                    _inside = ahead.TokenType == JsonTokenType.StartArray ? true : throw new GeoJsonException("features", "it is not a list");
                    reader = ahead;
                }

                Keep(reader);
                reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _last, _state);
            }

            return null;
        }
        catch (JsonException fault)
        {
            throw new GeoJsonException(string.Empty, $"the file is not JSON: {fault.Message}");
        }
    }

    private JsonDocument? Feature(Utf8JsonReader reader)
    {
        var ahead = reader;
        if (!ahead.Read())
        {
            return _last ? throw new GeoJsonException("features", "the file ends early") : null;
        }

        if (ahead.TokenType == JsonTokenType.EndArray)
        {
            _over = true; // What follows the list says nothing about items.
            return null;
        }

        // From here on the reader stands on the first token of the feature, which is where it has to be.
        if (!JsonDocument.TryParseValue(ref ahead, out var document))
        {
            return _last ? throw new GeoJsonException("features", "the file ends early") : null;
        }

        Keep(ahead);
        return document;
    }

    private void Keep(Utf8JsonReader reader)
    {
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }
}
