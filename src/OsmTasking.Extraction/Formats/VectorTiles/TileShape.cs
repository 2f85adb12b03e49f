using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>A geometry on the mercator square, and what of it is to be seen at a zoom.</summary>
/// <remarks>The spherical mercator projection, EPSG:3857; what lies beyond 85.0511° is moved there.</remarks>
internal sealed class TileShape(VectorTileOptions options)
{
    private readonly PathSimplification _simplification = new();
    private readonly List<double> _square = [];
    private PackedGeometry _geometry = new();
    private (double West, double North, double East, double South) _bounds;

    /// <summary>Gets the points, in steps of the zoom; none of them ends a path.</summary>
    internal TilePaths Points { get; } = new();

    /// <summary>Gets the lines, in steps of the zoom.</summary>
    internal TilePaths Lines { get; } = new();

    /// <summary>Gets the rings, in steps of the zoom, each outer one before its holes.</summary>
    internal TilePaths Rings { get; } = new();

    /// <summary>Gets the longer side of the box around the geometry at the zoom, in steps.</summary>
    internal int Size { get; private set; }

    /// <summary>Takes a geometry; it must stay as it is while this is in use.</summary>
    internal void Fill(PackedGeometry geometry)
    {
        _geometry = geometry;
        _square.Clear();
        _bounds = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        var coordinates = geometry.Coordinates;
        for (var i = 0; i + 1 < coordinates.Length; i += 2)
        {
            var x = (coordinates[i] + 180) / 360;
            var sine = Math.Clamp(Math.Sin(coordinates[i + 1] * Math.PI / 180), -0.99999999, 0.99999999);
            var y = Math.Clamp(0.5 - (Math.Log((1 + sine) / (1 - sine)) / (4 * Math.PI)), 0, 1);
            _square.Add(x);
            _square.Add(y);
            _bounds = (Math.Min(_bounds.West, x), Math.Min(_bounds.North, y), Math.Max(_bounds.East, x), Math.Max(_bounds.South, y));
        }
    }

    /// <summary>Tells whether the box around the geometry meets another, given in steps of a zoom.</summary>
    internal bool Meets(TileBox box, int zoom)
    {
        var scale = (double)(1L << zoom) * VectorTileOptions.Extent;
        return _bounds.West * scale <= box.East + 1 && _bounds.East * scale >= box.West - 1
            && _bounds.North * scale <= box.South + 1 && _bounds.South * scale >= box.North - 1;
    }

    /// <summary>Makes <see cref="Points"/>, <see cref="Lines"/> and <see cref="Rings"/> for a zoom.</summary>
    /// <returns>Whether anything is to be seen; if not, then at no lower zoom either.</returns>
    internal bool Prepare(int zoom)
    {
        Points.Clear();
        Lines.Clear();
        Rings.Clear();
        var scale = (double)(1L << zoom) * VectorTileOptions.Extent;
        for (var i = 0; i < _geometry.PointCount; i++)
        {
            Points.Add(Step(_square[i * 2], scale), Step(_square[(i * 2) + 1], scale));
        }

        var last = zoom >= options.MaxZoom;
        Size = _square.Count == 0 ? 0 : (int)(Math.Max(_bounds.East - _bounds.West, _bounds.South - _bounds.North) * scale);
        if (_geometry.PathEnds.Length > 0 && (last || Size >= options.SmallestSize))
        {
            PreparePaths(scale, last);
        }

        return Points.Positions.Length > 0 || Lines.Count > 0 || Rings.Count > 0;
    }

    private static int Step(double place, double scale) => (int)((place * scale) + 0.5);

    private void PreparePaths(double scale, bool last)
    {
        var area = _geometry.Kind is GeometryKind.Polygon or GeometryKind.MultiPolygon;
        var target = area ? Rings : Lines;
        var (polygon, nextOuter, lost) = (0, 0, false);
        for (var i = 0; i < _geometry.PathEnds.Length; i++)
        {
            var hole = area && i != nextOuter;
            if (area && !hole)
            {
                nextOuter = _geometry.Kind == GeometryKind.Polygon ? int.MaxValue : _geometry.PolygonEnds[polygon++];
            }

            if (hole && lost)
            {
                continue; // Its outer ring is too small.
            }

            var kept = PreparePath(i, scale, last, area, hole, target);
            lost = hole ? lost : !kept;
        }

        if (last && target.Count == 0)
        {
            // At the last zoom nothing is lost: what is smaller than a step is a step long.
            var (x, y) = (Step(_square[_geometry.PointCount * 2], scale), Step(_square[(_geometry.PointCount * 2) + 1], scale));
            target.AddPath(area ? [x, y, x + 1, y, x + 1, y + 1, x, y + 1] : [x, y, x + 1, y]);
        }
    }

    private bool PreparePath(int index, double scale, bool last, bool area, bool hole, TilePaths target)
    {
        var start = index == 0 ? _geometry.PointCount : _geometry.PathEnds[index - 1];
        for (var at = start * 2; at < _geometry.PathEnds[index] * 2; at += 2)
        {
            target.Append(Step(_square[at], scale), Step(_square[at + 1], scale));
        }

        if (!last)
        {
            if (area && IsSmall(target.Open))
            {
                target.Shorten(0);
                return false;
            }

            var open = target.Open;
            var closed = area && open.Length > 4 && open[0] == open[^2] && open[1] == open[^1];
            target.Shorten(_simplification.Simplify(closed ? open[..^2] : open, options.Tolerance, area));
        }

        return target.EndPath(area ? 3 : 2, hole);
    }

    private bool IsSmall(ReadOnlySpan<int> path)
    {
        var (west, north, east, south) = TileBox.Empty;
        for (var i = 0; i + 1 < path.Length; i += 2)
        {
            (west, east) = (Math.Min(west, path[i]), Math.Max(east, path[i]));
            (north, south) = (Math.Min(north, path[i + 1]), Math.Max(south, path[i + 1]));
        }

        return path.Length == 0 || (east - west < options.SmallestSize && south - north < options.SmallestSize);
    }
}
