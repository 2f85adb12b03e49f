using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Takes bytes that come in pieces; they are valid only during the call.</summary>
internal delegate void BytesTaker(ReadOnlySpan<byte> bytes);

/// <summary>A layer of a tile being written: keys and values are kept once each.</summary>
internal sealed class TileLayer(string name)
{
    private readonly byte[] _name = System.Text.Encoding.UTF8.GetBytes(name);
    private readonly Dictionary<byte[], int> _keys = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], int> _values = new(Utf8Comparer.Instance);
    private readonly TileBytes _keyFields = new();
    private readonly TileBytes _valueFields = new();
    private readonly TileBytes _features = new();
    private readonly TileBytes _feature = new();
    private readonly TileBytes _tags = new();
    private readonly TileBytes _value = new();

    internal bool IsEmpty => _features.Length == 0;

    internal void Clear()
    {
        _keys.Clear();
        _values.Clear();
        _keyFields.Clear();
        _valueFields.Clear();
        _features.Clear();
    }

    /// <summary>Adds a feature.</summary>
    /// <param name="type">1 for points, 2 for lines, 3 for polygons.</param>
    /// <param name="id">The id; null for none.</param>
    /// <param name="commands">The geometry.</param>
    /// <param name="properties">As <see cref="TileFragment"/> writes them.</param>
    internal void Add(int type, ulong? id, ReadOnlySpan<byte> commands, TileCursor properties)
    {
        _tags.Clear();
        while (!properties.IsAtEnd)
        {
            var isNumber = properties.Varint() == 1;
            _tags.Varint((uint)Index(_keys, properties.Counted(), 3, _keyFields));
            _value.Clear();
            if (isNumber)
            {
                var number = (long)properties.Varint();
                _value.Field(number < 0 ? 6 : 5, number < 0 ? (ulong)(number << 1 ^ number >> 63) : (ulong)number);
            }
            else
            {
                _value.Field(1, properties.Counted());
            }

            _tags.Varint((uint)Index(_values, _value.Written, 4, _valueFields));
        }

        _feature.Clear();
        if (id is { } known)
        {
            _feature.Field(1, known);
        }

        if (_tags.Length > 0)
        {
            _feature.Field(2, _tags.Written);
        }

        _feature.Field(3, (uint)type);
        _feature.Field(4, commands);
        _features.Field(2, _feature.Written);
    }

    /// <summary>Hands the layer out as a field of the tile, piece by piece.</summary>
    internal void Write(BytesTaker output)
    {
        _valueFields.Field(5, VectorTileOptions.Extent);
        _tags.Clear();
        _tags.Field(15, 2UL);
        _tags.Field(1, _name);
        _feature.Clear();
        _feature.Varint(3 << 3 | 2);
        _feature.Varint((uint)(_tags.Length + _features.Length + _keyFields.Length + _valueFields.Length));
        _feature.Bytes(_tags.Written);
        output(_feature.Written);
        output(_features.Written);
        output(_keyFields.Written);
        output(_valueFields.Written);
    }

    private static int Index(Dictionary<byte[], int> known, ReadOnlySpan<byte> item, int field, TileBytes fields)
    {
        var lookup = known.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(item, out var index))
        {
            index = known.Count;
            lookup[item] = index;
            fields.Field(field, item);
        }

        return index;
    }
}

/// <summary>The layers of a tile, one for each kind of geometry.</summary>
internal sealed class TileLayers
{
    internal const int Points = 0;
    internal const int Lines = 1;
    internal const int Polygons = 2;

    /// <summary>The names, by layer.</summary>
    internal static readonly string[] Names = ["points", "lines", "polygons"];

    private readonly TileLayer[] _layers = [.. Names.Select(name => new TileLayer(name))];

    internal void Clear()
    {
        foreach (var layer in _layers)
        {
            layer.Clear();
        }
    }

    internal void Add(ReadOnlySpan<byte> fragment)
    {
        var read = new TileFragment(fragment);
        _layers[read.Layer].Add(read.Layer + 1, read.Id, read.Commands, read.Properties);
    }

    /// <summary>Hands the tile out, once.</summary>
    internal void Write(BytesTaker output)
    {
        foreach (var layer in _layers.Where(layer => !layer.IsEmpty))
        {
            layer.Write(output);
        }
    }
}
