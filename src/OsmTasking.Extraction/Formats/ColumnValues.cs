using System.Buffers;

namespace OsmTasking.Extraction.Formats;

/// <summary>The values of one feature, column by column. Not for several threads at once.</summary>
/// <param name="columns">The columns.</param>
internal sealed class ColumnValues(FeatureColumns columns)
{
    private readonly FeatureProperties _properties = new(columns.Attributes);
    private readonly ArrayBufferWriter<byte> _clean = new();
    private readonly ArrayBufferWriter<byte> _member = new();
    private readonly int[] _property = new int[columns.Columns.Count];
    private readonly List<int> _rest = [];
    private int _ownRest;

    /// <summary>Takes the values of a feature in the place of the ones before.</summary>
    internal void Fill(in OsmFeature feature)
    {
        _properties.Fill(feature);
        _rest.Clear();
        Array.Fill(_property, -1);
        for (var i = 0; i < _properties.Count; i++)
        {
            var column = columns.IndexOf(_properties.Key(i));

            // A tag may be called like an attribute where those have no sign of their own.
            if (_properties.Attribute(i) == FeatureAttributes.None && column < columns.AttributeCount)
            {
                column = -1;
            }

            // Keys may become equal when bytes that are no UTF-8 are replaced; none is lost.
            if (column >= 0 && _property[column] < 0)
            {
                _property[column] = i;
            }
            else
            {
                _rest.Add(i);
            }
        }

        _ownRest = _rest.Count;
    }

    /// <summary>Puts the value of a column among what is no column as well, for a format whose column cannot hold it.</summary>
    internal void AddToRest(int column) => _rest.Add(_property[column]);

    /// <summary>Undoes <see cref="AddToRest"/>.</summary>
    internal void ResetRest() => _rest.RemoveRange(_ownRest, _rest.Count - _ownRest);

    /// <summary>Tells whether the feature has a value for a column.</summary>
    internal bool Has(int column) => _property[column] >= 0;

    /// <summary>Gets a value as UTF-8 without U+0000, which ends a text for many readers: it becomes U+FFFD. Valid until the next call.</summary>
    internal ReadOnlySpan<byte> Value(int column) => WithoutNul(_properties.Value(_property[column]));

    /// <summary>Gets the key of a property that is no column.</summary>
    internal ReadOnlySpan<byte> RestKey(int index) => _properties.Key(_rest[index]);

    /// <summary>Writes what is no column as a JSON object.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="limit">The most bytes to write; at least 2.</param>
    /// <param name="left">Receives the members (as for <see cref="RestKey"/>) that would have gone over the limit.</param>
    internal void WriteRest(IBufferWriter<byte> output, int limit = int.MaxValue, List<int>? left = null)
    {
        var written = 2;
        var any = false;
        output.Write("{"u8);
        for (var i = 0; i < _rest.Count; i++)
        {
            _member.ResetWrittenCount();
            _member.Write(any ? ","u8 : ""u8);
            JsonText.WriteString(_properties.Key(_rest[i]), _member);
            _member.Write(":"u8);
            JsonText.WriteString(_properties.Value(_rest[i]), _member);
            if (_member.WrittenCount > limit - written)
            {
                left?.Add(i);
                continue;
            }

            any = true;
            written += _member.WrittenCount;
            output.Write(_member.WrittenSpan);
        }

        output.Write("}"u8);
    }

    private ReadOnlySpan<byte> WithoutNul(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)0))
        {
            return text;
        }

        _clean.ResetWrittenCount();
        for (int at; (at = text.IndexOf((byte)0)) >= 0; text = text[(at + 1)..])
        {
            _clean.Write(text[..at]);
            _clean.Write("\uFFFD"u8);
        }

        _clean.Write(text);
        return _clean.WrittenSpan;
    }
}
