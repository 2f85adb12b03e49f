using System.Text;
using System.Text.Json;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Exports;

/// <summary>Reads tags from a JSON object of strings, as both stores keep them.</summary>
internal sealed class TagObject
{
    private OsmTag[] _tags = new OsmTag[32];
    private byte[] _plain = new byte[256];

    /// <summary>Reads an object into a block and returns where its tags are.</summary>
    /// <param name="utf8">The object.</param>
    /// <param name="block">Where keys and values go.</param>
    /// <exception cref="JsonException">It is no such object.</exception>
    internal OsmSlice Read(ReadOnlySpan<byte> utf8, OsmBlock block)
    {
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The tags are not a JSON object.");
        }

        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = Text(ref reader, block);
            reader.Read();
            var value = reader.TokenType == JsonTokenType.String ? Text(ref reader, block)
                : throw new JsonException($"The value of tag {Encoding.UTF8.GetString(block.Utf8(key))} is not a string.");
            if (count == _tags.Length)
            {
                Array.Resize(ref _tags, 2 * count);
            }

            _tags[count++] = new OsmTag(key, value);
        }

        return block.AddTags(_tags.AsSpan(0, count));
    }

    private int Text(ref Utf8JsonReader reader, OsmBlock block)
    {
        if (!reader.ValueIsEscaped)
        {
            return block.AddString(reader.ValueSpan);
        }

        if (_plain.Length < reader.ValueSpan.Length)
        {
            _plain = new byte[reader.ValueSpan.Length * 2];
        }

        return block.AddString(_plain.AsSpan(0, reader.CopyString(_plain)));
    }
}
