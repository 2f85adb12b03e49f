using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OsmTasking.Extraction.Blocks;

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
    private GrowingArray<double> _coordinates = new();
    private GrowingArray<int> _pathEnds = new();
    private GrowingArray<int> _polygonEnds = new();

    /// <summary>Gets the kind.</summary>
    public GeometryKind Kind { get; private set; }

    /// <summary>Gets how many of the first positions are points by themselves: 1 for a point, any number for a collection, otherwise 0.</summary>
    public int PointCount { get; private set; }

    /// <summary>Gets all positions as longitude, latitude, longitude, latitude and so on, in degrees.</summary>
    public ReadOnlySpan<double> Coordinates => _coordinates.Span;

    /// <summary>Gets for each line or ring the number of positions up to its end, points included.</summary>
    public ReadOnlySpan<int> PathEnds => _pathEnds.Span;

    /// <summary>Gets for each polygon the number of rings up to its end.</summary>
    public ReadOnlySpan<int> PolygonEnds => _polygonEnds.Span;

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
        var position = _coordinates.Extend(2);
        (position[0], position[1]) = (longitude, latitude);
    }

    internal void Add(ulong location) => Degrees(location).CopyTo(_coordinates.Extend(2));

    /// <summary>Adds positions in a row, the other way round if asked for.</summary>
    internal void Add(ReadOnlySpan<ulong> locations, bool backwards)
    {
        var positions = _coordinates.Extend(locations.Length * 2);
        for (var i = 0; i < locations.Length; i++)
        {
            Degrees(locations[backwards ? locations.Length - 1 - i : i]).CopyTo(positions.Slice(2 * i, 2));
        }
    }

    /// <summary>Adds positions as they stand in WKB: pairs of doubles, little endian.</summary>
    internal void AddWkb(ReadOnlySpan<byte> positions)
    {
        var into = _coordinates.Extend(positions.Length / 8);
        if (BitConverter.IsLittleEndian)
        {
            positions.CopyTo(MemoryMarshal.AsBytes(into));
            return;
        }

        for (var i = 0; i < into.Length; i++)
        {
            into[i] = BinaryPrimitives.ReadDoubleLittleEndian(positions[(8 * i)..]);
        }
    }

    internal void EndPoint() => PointCount = PositionCount;

    internal void EndPath() => _pathEnds.Add(PositionCount);

    internal void EndPolygon() => _polygonEnds.Add(_pathEnds.Count);

    /// <summary>Adds a line, without positions equal to the one before.</summary>
    /// <returns><see langword="false"/>, and nothing added, when fewer than two positions are left.</returns>
    internal bool TryAddLine(ReadOnlySpan<ulong> locations)
    {
        var before = _coordinates.Count;
        var positions = _coordinates.Extend(locations.Length * 2);
        var added = 0;
        for (var i = 0; i < locations.Length; i++)
        {
            if (i == 0 || locations[i] != locations[i - 1])
            {
                Degrees(locations[i]).CopyTo(positions.Slice(added, 2));
                added += 2;
            }
        }

        _coordinates.Shrink(added < 4 ? before : before + added);
        if (added < 4)
        {
            return false;
        }

        EndPath();
        return true;
    }

    // The division comes last and is the only one: it gives the double nearest to the decimal number, as peers do.
    private static Vector128<double> Degrees(ulong location) =>
        Vector128.Create((double)PackedLocation.Longitude(location), PackedLocation.Latitude(location)) / Vector128.Create(1e7);
}
