using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Cuts one feature after another into the tiles of all zooms.</summary>
internal sealed class FeatureTiles
{
    private readonly VectorTileOptions _options;
    private readonly SortedVisitor _take;
    private readonly TileCounts[] _counts;
    private readonly FeatureProperties _properties;
    private readonly TileShape _shape;
    private readonly TileCover _lines;
    private readonly TileCover _rings;
    private readonly RingRepair _repair = new();
    private readonly TileBytes _fields = new();
    private readonly TileBytes _commands = new();
    private readonly TileBytes _fragment = new();
    private readonly List<(int X, int Y, int Point)> _places = [];
    private readonly List<int> _points = [];
    private readonly int _cellsAcross;
    private int _zoom;
    private ulong? _id;

    internal FeatureTiles(VectorTileOptions options, TileCounts[] counts, SortedVisitor take)
    {
        (_options, _counts, _take) = (options, counts, take);
        _properties = new FeatureProperties(options.Attributes);
        _shape = new TileShape(options);
        _lines = new TileCover(options.Buffer, TakeLines);
        _rings = new TileCover(options.Buffer, TakeRings);
        _cellsAcross = ((VectorTileOptions.Extent + (2 * options.Buffer)) / Math.Max(options.SmallestSize, 1)) + 1;
    }

    internal TileSetFields Fields { get; } = new();

    internal void Write(in OsmFeature feature)
    {
        _properties.Fill(feature);
        TileFragment.Write(_properties, _fields);
        _id = TileFragment.IdOf(feature.Kind, feature.Id);
        var geometry = feature.Geometry;
        if (geometry.PointCount > 0)
        {
            Fields.Add(TileLayers.Points, _properties);
        }

        if (geometry.PathEnds.Length > 0)
        {
            Fields.Add(geometry.Kind is GeometryKind.Polygon or GeometryKind.MultiPolygon ? TileLayers.Polygons : TileLayers.Lines, _properties);
        }

        _shape.Fill(geometry);
        for (_zoom = _options.MaxZoom; _zoom >= _options.MinZoom; _zoom--)
        {
            if (!_shape.Prepare(_zoom))
            {
                break;
            }

            TakePoints();
            if (Estimate(_shape.Lines, rings: false) + Estimate(_shape.Rings, rings: true) > _options.MaxTilesPerFeature)
            {
                _counts[_zoom].Wide++;
                continue;
            }

            _lines.Visit(_shape.Lines, rings: false, _zoom);
            _rings.Visit(_shape.Rings, rings: true, _zoom);
        }

        for (; _zoom >= _options.MinZoom; _zoom--)
        {
            _counts[_zoom].Small++;
        }
    }

    // A line lies in about as many tiles as its length has tiles' widths, a ring in those of its area besides.
    private static double Estimate(TilePaths paths, bool rings)
    {
        var tiles = 0.0;
        for (var i = 0; i < paths.Count; i++)
        {
            var path = paths.Path(i);
            for (var at = 2; at < path.Length; at += 2)
            {
                tiles += (Math.Abs((double)path[at] - path[at - 2]) + Math.Abs((double)path[at + 1] - path[at - 1])) / VectorTileOptions.Extent;
            }

            tiles += rings ? Math.Abs((double)TileCommands.Area(path)) / 2 / VectorTileOptions.Extent / VectorTileOptions.Extent : 0;
        }

        return tiles;
    }

    private void TakePoints()
    {
        var positions = _shape.Points.Positions;
        _places.Clear();
        for (var i = 0; i < positions.Length; i += 2)
        {
            var tiles = TileCover.Tiles(new(positions[i], positions[i + 1], positions[i], positions[i + 1]), _zoom, _options.Buffer);
            for (var y = tiles.North; y <= tiles.South; y++)
            {
                for (var x = tiles.West; x <= tiles.East; x++)
                {
                    _places.Add((x, y, i));
                }
            }
        }

        if (positions.Length > 2)
        {
            _places.Sort();
        }

        for (var from = 0; from < _places.Count;)
        {
            var (x, y, _) = _places[from];
            _points.Clear();
            for (; from < _places.Count && (_places[from].X, _places[from].Y) == (x, y); from++)
            {
                _points.Add(positions[_places[from].Point]);
                _points.Add(positions[_places[from].Point + 1]);
            }

            TakePoints(x, y);
        }
    }

    private void TakePoints(int x, int y)
    {
        var box = TileCover.Box(_zoom, x, y, _zoom, _options.Buffer);
        _commands.Clear();
        TileCommands.Points(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_points), box, box.West + _options.Buffer, box.North + _options.Buffer, _commands);
        var cell = _shape.Size < _options.SmallestSize
            ? ((_points[1] - box.North) / _options.SmallestSize * _cellsAcross) + ((_points[0] - box.West) / _options.SmallestSize)
            : -1;
        Take(TileLayers.Points, x, y, _shape.Size, cell);
    }

    private void TakeLines(int x, int y, TilePaths paths)
    {
        _commands.Clear();
        TileCommands.Lines(paths, x * VectorTileOptions.Extent, y * VectorTileOptions.Extent, _commands);
        Take(TileLayers.Lines, x, y, _shape.Size, -1);
    }

    private void TakeRings(int x, int y, TilePaths paths)
    {
        _commands.Clear();
        TileCommands.Rings(_repair.Repair(paths, keep: _zoom >= _options.MaxZoom), x * VectorTileOptions.Extent, y * VectorTileOptions.Extent, _commands);
        Take(TileLayers.Polygons, x, y, _shape.Size, -1);
    }

    private void Take(int layer, int x, int y, int size, int cell)
    {
        if (_commands.Length > 0)
        {
            TileFragment.Write(layer, size, cell, _id, _commands.Written, _fields.Written, _fragment);
            _take(TileIds.Of(_zoom, x, y), _fragment.Written);
        }
    }
}
