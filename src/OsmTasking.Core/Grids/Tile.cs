using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids;

/// <summary>Web mercator tiles in degrees.</summary>
/// <remarks>The spherical mercator projection, EPSG:3857; see the OpenStreetMap wiki, "Slippy map tilenames".</remarks>
public static class Tile
{
    /// <summary>The deepest zoom: a tile is then about 2.4 m wide at the equator.</summary>
    public const int DeepestZoom = 24;

    /// <summary>The latitude at which the mercator square ends, in degrees.</summary>
    public const double EdgeLatitude = 85.051128779806589;

    /// <summary>Longitude of the western edge of a column, in degrees.</summary>
    /// <remarks>A function of the dyadic fraction column / 2^zoom alone, so one line has the same bits at every zoom.</remarks>
    public static double West(int zoom, int column) => (column / (double)(1L << zoom) * 360) - 180;

    /// <summary>Latitude of the northern edge of a row, in degrees; rows count southwards.</summary>
    public static double North(int zoom, int row)
    {
        var fraction = row / (double)(1L << zoom);
        return fraction <= 0 ? EdgeLatitude
            : fraction >= 1 ? -EdgeLatitude
            : Math.Atan(Math.Sinh(Math.PI * (1 - (2 * fraction)))) * 180 / Math.PI;
    }

    /// <summary>Where a place lies in the mercator square; latitudes beyond ±<see cref="EdgeLatitude"/> lie on its edge.</summary>
    /// <param name="longitude">Degrees.</param>
    /// <param name="latitude">Degrees.</param>
    /// <returns>Fractions of the side of the square, from its north-western corner.</returns>
    public static (double X, double Y) Position(double longitude, double latitude)
    {
        var radians = Math.Clamp(latitude, -EdgeLatitude, EdgeLatitude) * Math.PI / 180;
        return ((longitude + 180) / 360, (1 - (Math.Asinh(Math.Tan(radians)) / Math.PI)) / 2);
    }

    /// <summary>The tile of a zoom that a place lies in; what lies beyond the square is in the outermost one.</summary>
    /// <param name="zoom">0 to <see cref="DeepestZoom"/>.</param>
    /// <param name="longitude">Degrees.</param>
    /// <param name="latitude">Degrees.</param>
    public static TileKey At(int zoom, double longitude, double latitude)
    {
        var tiles = 1 << zoom;
        var (x, y) = Position(longitude, latitude);
        return new TileKey(zoom, Math.Clamp((int)(x * tiles), 0, tiles - 1), Math.Clamp((int)(y * tiles), 0, tiles - 1));
    }

    /// <summary>The box of a tile, in degrees.</summary>
    public static Envelope Box(TileKey tile) =>
        new(West(tile.Zoom, tile.X), West(tile.Zoom, tile.X + 1), North(tile.Zoom, tile.Y + 1), North(tile.Zoom, tile.Y));

    internal static Box Edges(TileKey tile) =>
        new(West(tile.Zoom, tile.X), North(tile.Zoom, tile.Y + 1), West(tile.Zoom, tile.X + 1), North(tile.Zoom, tile.Y));

    /// <summary>The outline of a tile: a closed counter-clockwise ring. Neighbours share their corners bit for bit.</summary>
    public static Polygon Outline(TileKey tile) => Outline(Box(tile));

    /// <summary>The four tiles one zoom deeper: north-west, north-east, south-west, south-east.</summary>
    public static TileKey[] Children(TileKey tile) =>
    [
        new(tile.Zoom + 1, tile.X * 2, tile.Y * 2),
        new(tile.Zoom + 1, (tile.X * 2) + 1, tile.Y * 2),
        new(tile.Zoom + 1, tile.X * 2, (tile.Y * 2) + 1),
        new(tile.Zoom + 1, (tile.X * 2) + 1, (tile.Y * 2) + 1),
    ];

    /// <summary>The smallest tile that holds a box, or the whole square for a box that reaches beyond it.</summary>
    /// <param name="box">Degrees.</param>
    /// <param name="deepest">The deepest zoom of the tile.</param>
    public static TileKey Holding(Envelope box, int deepest = DeepestZoom)
    {
        var tile = new TileKey(0, 0, 0);
        while (tile.Zoom < deepest)
        {
            var children = Children(tile);
            var inside = Array.FindIndex(children, child => Box(child).Contains(box));
            if (inside < 0)
            {
                break;
            }

            tile = children[inside];
        }

        return tile;
    }

    internal static Polygon Outline(Envelope box) => Outline(box.MinX, box.MinY, box.MaxX, box.MaxY);

    internal static Polygon Outline(double west, double south, double east, double north) => GeoJsonGeometry.Factory.CreatePolygon(
    [
        new Coordinate(west, south), new Coordinate(east, south), new Coordinate(east, north), new Coordinate(west, north), new Coordinate(west, south),
    ]);
}
