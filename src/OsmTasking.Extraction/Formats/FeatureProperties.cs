using System.Buffers;
using System.Buffers.Text;
using System.Text;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>
/// The properties of a feature as every format writes them, so that all have the same keys in the same order: the attributes asked for
/// (where the source has them), then the tags in the order of the file.
/// </summary>
/// <remarks>
/// A tag whose key begins with <c>@</c> gets a second one in front, so none is lost. Of several tags with one key the first counts. Bytes
/// that are no UTF-8 become U+FFFD. Reusable; nothing is allocated once its arrays have grown. Not for several threads at once.
/// </remarks>
/// <param name="attributes">What to write beside the tags.</param>
public sealed class FeatureProperties(FeatureAttributes attributes)
{
    private readonly bool _plain = (attributes & FeatureAttributes.RawDataNames) != FeatureAttributes.None;
    private readonly List<Entry> _entries = [];
    private readonly ArrayBufferWriter<byte> _text = new(1024);
    private readonly FirstTags _first = new();

    /// <summary>Gets the number of properties.</summary>
    public int Count => _entries.Count;

    /// <summary>Gets the number of properties that come before the tags.</summary>
    public int AttributeCount { get; private set; }

    /// <summary>Gets a key as valid UTF-8.</summary>
    /// <param name="index">Which, from 0; less than <see cref="Count"/>.</param>
    public ReadOnlySpan<byte> Key(int index) => Text(_entries[index].KeyStart, _entries[index].ValueStart);

    /// <summary>Gets a value as valid UTF-8; of a number, its decimal digits.</summary>
    /// <param name="index">Which, from 0; less than <see cref="Count"/>.</param>
    public ReadOnlySpan<byte> Value(int index) => Text(_entries[index].ValueStart, _entries[index].End);

    /// <summary>Tells whether a value is an integer of 64 bits; all others are text.</summary>
    /// <param name="index">Which, from 0; less than <see cref="Count"/>.</param>
    public bool IsNumber(int index) => _entries[index].IsNumber;

    /// <summary>Gets which attribute a property is, or <see cref="FeatureAttributes.None"/> for a tag.</summary>
    /// <param name="index">Which, from 0; less than <see cref="Count"/>.</param>
    public FeatureAttributes Attribute(int index) => _entries[index].Attribute;

    /// <summary>Takes the properties of a feature in the place of the ones before.</summary>
    public void Fill(in OsmFeature feature)
    {
        _entries.Clear();
        _text.ResetWrittenCount();
        if (Wants(FeatureAttributes.Type))
        {
            Add(FeatureAttributes.Type, _plain ? "osm_type"u8 : "@type"u8, _plain ? RawDataTables.Name(feature) : KindName(feature.Kind));
        }

        Add(FeatureAttributes.Id, _plain ? "osm_id"u8 : "@id"u8, feature.Id, true);
        var info = feature.Info;
        Add(FeatureAttributes.Version, Name("@version"u8), info.Version, info.Version != 0);
        Add(FeatureAttributes.Changeset, Name("@changeset"u8), info.Changeset, info.Changeset != 0);
        if (Wants(FeatureAttributes.Timestamp) && info.Timestamp != 0)
        {
            AddTimestamp(info.Timestamp);
        }

        Add(FeatureAttributes.UserId, Name("@uid"u8), info.UserId, info.UserId != 0);
        if (Wants(FeatureAttributes.User) && !feature.User.IsEmpty)
        {
            Add(FeatureAttributes.User, Name("@user"u8), feature.User);
        }

        if (Wants(FeatureAttributes.Problem) && feature.Problem != ProblemReason.None)
        {
            Add(FeatureAttributes.Problem, Name("@problem"u8), Encoding.UTF8.GetBytes(feature.Problem.ToString()));
        }

        AttributeCount = _entries.Count;
        AddTags(feature.Tags);
    }

    internal static ReadOnlySpan<byte> KindName(OsmKind kind) => kind switch
    {
        OsmKind.Node => "node"u8,
        OsmKind.Way => "way"u8,
        _ => "relation"u8,
    };

    /// <summary>Appends a JSON object of the properties from one on.</summary>
    /// <param name="first">The first, from 0; <see cref="AttributeCount"/> leaves the tags.</param>
    /// <param name="output">Where it goes, as UTF-8.</param>
    public void WriteJson(int first, ArrayBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        JsonText.WriteObject(this, first, output);
    }

    private ReadOnlySpan<byte> Name(ReadOnlySpan<byte> name) => _plain ? name[1..] : name;

    private bool Wants(FeatureAttributes one) => (attributes & one) != FeatureAttributes.None;

    private void Add(FeatureAttributes attribute, ReadOnlySpan<byte> key, long number, bool known)
    {
        if (!known || !Wants(attribute))
        {
            return;
        }

        var start = Append(key);
        var value = _text.WrittenCount;
        Utf8Formatter.TryFormat(number, _text.GetSpan(20), out var length);
        _text.Advance(length);
        _entries.Add(new(start, value, _text.WrittenCount, IsNumber: true, attribute));
    }

    private void Add(FeatureAttributes attribute, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var start = Append(key);
        var middle = AppendClean(value);
        _entries.Add(new(start, middle, _text.WrittenCount, IsNumber: false, attribute));
    }

    private void AddTimestamp(long seconds)
    {
        var start = Append(Name("@timestamp"u8));
        var value = _text.WrittenCount;
        DateTime.UnixEpoch.AddSeconds(seconds).TryFormat(_text.GetSpan(32), out var length, "yyyy-MM-dd'T'HH:mm:ss'Z'");
        _text.Advance(length);
        _entries.Add(new(start, value, _text.WrittenCount, IsNumber: false, FeatureAttributes.Timestamp));
    }

    private void AddTags(TagView tags)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            if (!_first.Has(tags, i))
            {
                continue;
            }

            var key = tags.Key(i);
            var start = !_plain && key is [(byte)'@', ..] ? Append("@"u8) : _text.WrittenCount;
            AppendClean(key);
            var middle = AppendClean(tags.Value(i));
            _entries.Add(new(start, middle, _text.WrittenCount, IsNumber: false, FeatureAttributes.None));
        }
    }

    private int AppendClean(ReadOnlySpan<byte> utf8) => Append(CleanText.Valid(utf8));

    private int Append(ReadOnlySpan<byte> utf8)
    {
        var start = _text.WrittenCount;
        _text.Write(utf8);
        return start;
    }

    private ReadOnlySpan<byte> Text(int start, int end) => _text.WrittenSpan[start..end];

    private readonly record struct Entry(int KeyStart, int ValueStart, int End, bool IsNumber, FeatureAttributes Attribute);
}
