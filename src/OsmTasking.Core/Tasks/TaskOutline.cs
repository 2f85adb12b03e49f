using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Tasks;

/// <summary>The shape of a task. It never changes; a split makes new tasks.</summary>
/// <param name="Number">The task's number within its project.</param>
/// <param name="Shape">Polygon or MultiPolygon, EPSG:4326, longitude then latitude, degrees.</param>
/// <param name="Tile">The web mercator tile it was cut from, if any.</param>
/// <param name="IsSquare">Whether <paramref name="Shape"/> is the whole tile.</param>
public sealed record TaskOutline(int Number, Geometry Shape, TileKey? Tile, bool IsSquare)
{
    /// <summary>Gets properties of the feature the task was made from, as a JSON object; null when there are none.</summary>
    public string? Properties { get; init; }
}

/// <summary>A web mercator tile; rows count southwards from 85.0511° N (XYZ).</summary>
public readonly record struct TileKey(int Zoom, int X, int Y);
