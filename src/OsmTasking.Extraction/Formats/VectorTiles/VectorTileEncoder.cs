using System.Buffers;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Writes one Mapbox vector tile (specification 2.1) from features, whichever of them lie in it.</summary>
/// <remarks>
/// The layers are <c>points</c>, <c>lines</c> and <c>polygons</c>; a relation with nodes and ways among its members gives a feature to the first
/// two. Properties are those of every other format: text, or integers for numbers. The id of a feature is ten times that of the object, and 1
/// for a node, 2 for a way, 3 for a relation. Geometries are cut at the tile's buffer; outer rings run clockwise on the screen. Before
/// <see cref="VectorTileOptions.MaxZoom"/> small features are left out and the others simplified, each for itself, so neighbours may part
/// by <see cref="VectorTileOptions.Tolerance"/>. Reusable; nothing is allocated once its arrays have grown. Not for several threads at once.
/// </remarks>
public sealed class VectorTileEncoder
{
    private readonly VectorTileOptions _options;
    private readonly FeatureProperties _properties;
    private readonly TileShape _shape;
    private readonly TileClip _clip = new();
    private readonly RingRepair _repair = new();
    private readonly TilePaths _clipped = new();
    private readonly TileLayers _layers = new();
    private readonly TileBytes _fields = new();
    private readonly TileBytes _commands = new();
    private readonly TileBytes _fragment = new();
    private TileKey _key;

    /// <summary>Creates an encoder; it begins with tile 0/0/0.</summary>
    /// <param name="options">How to write; <see langword="null"/> for the defaults. The limit on bytes is not applied.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public VectorTileEncoder(VectorTileOptions? options = null)
    {
        _options = options ?? new();
        _options.Validate();
        _properties = new FeatureProperties(_options.Attributes);
        _shape = new TileShape(_options);
    }

    /// <summary>Begins a tile; what was added to another is forgotten.</summary>
    /// <param name="tile">Zoom 0 to <see cref="VectorTileOptions.DeepestZoom"/>; rows count southwards.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tile.</exception>
    public void Start(TileKey tile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tile.Zoom, nameof(tile));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tile.Zoom, VectorTileOptions.DeepestZoom, nameof(tile));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)tile.X, 1u << tile.Zoom, nameof(tile));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)tile.Y, 1u << tile.Zoom, nameof(tile));
        _key = tile;
        _layers.Clear();
    }

    /// <summary>Adds what of a feature is to be seen in the tile.</summary>
    /// <returns>Whether anything is.</returns>
    public bool Add(in OsmFeature feature)
    {
        var box = TileCover.Box(_key.Zoom, _key.X, _key.Y, _key.Zoom, _options.Buffer);
        _shape.Fill(feature.Geometry);
        if (!_shape.Meets(box, _key.Zoom) || !_shape.Prepare(_key.Zoom))
        {
            return false;
        }

        _properties.Fill(feature);
        TileFragment.Write(_properties, _fields);
        var id = TileFragment.IdOf(feature.Kind, feature.Id);
        var (left, top) = (box.West + _options.Buffer, box.North + _options.Buffer);

        _commands.Clear();
        TileCommands.Points(_shape.Points.Positions, box, left, top, _commands);
        var seen = AddFragment(TileLayers.Points, id);

        _commands.Clear();
        TileClip.Lines(_shape.Lines, box, _clipped);
        TileCommands.Lines(_clipped, left, top, _commands);
        seen |= AddFragment(TileLayers.Lines, id);

        _commands.Clear();
        _clip.Rings(_shape.Rings, box, _clipped);
        TileCommands.Rings(_repair.Repair(_clipped, keep: _key.Zoom >= _options.MaxZoom), left, top, _commands);
        return seen | AddFragment(TileLayers.Polygons, id);
    }

    /// <summary>Writes the tile, not compressed, and begins it anew; nothing when it is empty.</summary>
    public void Finish(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _layers.Write(output.Write);
        _layers.Clear();
    }

    private bool AddFragment(int layer, ulong? id)
    {
        if (_commands.Length == 0)
        {
            return false;
        }

        TileFragment.Write(layer, _shape.Size, -1, id, _commands.Written, _fields.Written, _fragment);
        _layers.Add(_fragment.Written);
        return true;
    }
}
