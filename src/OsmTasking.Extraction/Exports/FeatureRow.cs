using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Exports;

/// <summary>One row of a store on its way to a sink; reused, so that nothing is allocated for a row. Not for several threads at once.</summary>
public sealed class FeatureRow
{
    private readonly OsmBlock _block = new();
    private readonly TagObject _reader = new();
    private readonly PackedGeometry _geometry = new();
    private readonly System.Buffers.ArrayBufferWriter<byte> _text = new(1024);
    private OsmSlice _tags;
    private int _user;
    private readonly bool _asText;

    /// <summary>Makes a row for any sink.</summary>
    public FeatureRow()
    {
    }

    /// <summary>Makes a row for the sink of a query whose filter has been answered already.</summary>
    /// <param name="query">The query.</param>
    public FeatureRow(ExportQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        _asText = query.TagsAsText;
    }

    /// <summary>Gets or sets the kind of the object.</summary>
    public OsmKind Kind { get; set; }

    /// <summary>Gets or sets its id.</summary>
    public long Id { get; set; }

    /// <summary>Gets or sets the version; 0 when it is not known.</summary>
    public int Version { get; set; }

    /// <summary>Gets or sets the changeset; 0 when it is not known.</summary>
    public long Changeset { get; set; }

    /// <summary>Gets or sets when the version was written, in seconds since 1970-01-01 UTC; 0 when it is not known.</summary>
    public long Timestamp { get; set; }

    /// <summary>Gets or sets the id of who wrote it; 0 when it is not known.</summary>
    public long UserId { get; set; }

    /// <summary>Takes tags, geometry and user in the place of those before.</summary>
    /// <param name="tags">A JSON object of strings, UTF-8.</param>
    /// <param name="ewkb">The geometry, as <see cref="EwkbReader"/> reads it.</param>
    /// <param name="user">The name of who wrote it, UTF-8; empty when it is not known.</param>
    /// <exception cref="System.Text.Json.JsonException">The tags are no such object.</exception>
    /// <exception cref="FormatException">The geometry is not one.</exception>
    public void Fill(ReadOnlySpan<byte> tags, ReadOnlySpan<byte> ewkb, ReadOnlySpan<byte> user = default)
    {
        _block.Clear();
        _text.ResetWrittenCount();
        if (_asText)
        {
            System.Buffers.BuffersExtensions.Write(_text, tags);
        }
        else
        {
            _tags = _reader.Read(tags, _block);
        }

        _user = user.IsEmpty ? 0 : _block.AddString(user);
        EwkbReader.Read(ewkb, _geometry);
    }

    /// <summary>Gets the row as a feature; valid until the next <see cref="Fill"/>.</summary>
    public OsmFeature Feature => new(_block, Kind, Id, _tags, new OsmInfo(Version, Timestamp, Changeset, UserId, _user, Visible: true), _geometry) { TagText = _text.WrittenSpan };
}
