using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Geometries;

/// <summary>
/// A geometry as flat arrays, reused from object to object: positions, the ends of paths (lines or rings) among the
/// positions, the ends of polygons among the paths.
/// </summary>
/// <remarks>
/// EPSG:4326, longitude then latitude, degrees. Rings are closed; outer rings run counter-clockwise, holes clockwise,
/// and a polygon's first path is its outer ring. Spans taken from it die when it is filled again.
/// </remarks>
public sealed class PackedGeometry
{
    private readonly List<double> _coordinates = [];
    private readonly List<int> _pathEnds = [];
    private readonly List<int> _polygonEnds = [];

    /// <summary>Gets the kind.</summary>
    public GeometryKind Kind { get; private set; }

    /// <summary>Gets how many of the first positions are points by themselves: 1 for a point, any number for a collection, otherwise 0.</summary>
    public int PointCount { get; private set; }

    /// <summary>Gets all positions as longitude, latitude, longitude, latitude and so on, in degrees.</summary>
    public ReadOnlySpan<double> Coordinates => CollectionsMarshal.AsSpan(_coordinates);

    /// <summary>Gets for each line or ring the number of positions up to its end, points included.</summary>
    public ReadOnlySpan<int> PathEnds => CollectionsMarshal.AsSpan(_pathEnds);

    /// <summary>Gets for each polygon the number of rings up to its end.</summary>
    public ReadOnlySpan<int> PolygonEnds => CollectionsMarshal.AsSpan(_polygonEnds);

    internal int PositionCount => _coordinates.Count / 2;

    /// <summary>Gets the coordinates of one line or ring.</summary>
    /// <param name="index">Which, from 0; less than the number of <see cref="PathEnds"/>.</param>
    public ReadOnlySpan<double> Path(int index)
    {
        var start = index == 0 ? PointCount : _pathEnds[index - 1];
        return Coordinates[(start * 2)..(_pathEnds[index] * 2)];
    }

    /// <summary>Gets the smallest box around all positions, in degrees; empty (west &gt; east) when there are none.</summary>
    public (double West, double South, double East, double North) Bounds()
    {
        var (west, south, east, north) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        var coordinates = Coordinates;
        for (var i = 0; i + 1 < coordinates.Length; i += 2)
        {
            west = Math.Min(west, coordinates[i]);
            east = Math.Max(east, coordinates[i]);
            south = Math.Min(south, coordinates[i + 1]);
            north = Math.Max(north, coordinates[i + 1]);
        }

        return (west, south, east, north);
    }

    internal void Start(GeometryKind kind)
    {
        Kind = kind;
        PointCount = 0;
        _coordinates.Clear();
        _pathEnds.Clear();
        _polygonEnds.Clear();
    }

    internal void Become(GeometryKind kind) => Kind = kind;

    internal void AddPoint(double longitude, double latitude)
    {
        Add(longitude, latitude);
        PointCount++;
    }

    internal void Add(double longitude, double latitude)
    {
        _coordinates.Add(longitude);
        _coordinates.Add(latitude);
    }

    // The division comes last and is the only one: it gives the double nearest to the decimal number, as peers do.
    internal void Add(ulong location) => Add(PackedLocation.Longitude(location) / 1e7, PackedLocation.Latitude(location) / 1e7);

    internal void EndPath() => _pathEnds.Add(PositionCount);

    internal void EndPolygon() => _polygonEnds.Add(_pathEnds.Count);

    /// <summary>Adds a line, without positions equal to the one before.</summary>
    /// <returns><see langword="false"/>, and nothing added, when fewer than two positions are left.</returns>
    internal bool TryAddLine(ReadOnlySpan<ulong> locations)
    {
        var before = _coordinates.Count;
        for (var i = 0; i < locations.Length; i++)
        {
            if (i == 0 || locations[i] != locations[i - 1])
            {
                Add(locations[i]);
            }
        }

        if (_coordinates.Count - before < 4)
        {
            CollectionsMarshal.SetCount(_coordinates, before);
            return false;
        }

        EndPath();
        return true;
    }
}
