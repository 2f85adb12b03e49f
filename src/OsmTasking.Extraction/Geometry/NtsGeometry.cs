using NetTopologySuite;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Packed geometries as NetTopologySuite objects and back.</summary>
public static class NtsGeometry
{
    private static readonly GeometryFactory Factory =
        new(NtsGeometryServices.Instance.DefaultPrecisionModel, 4326, PackedCoordinateSequenceFactory.DoubleFactory);

    /// <summary>Copies a packed geometry into an NTS geometry with SRID 4326.</summary>
    public static NetTopologySuite.Geometries.Geometry ToNts(this PackedGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        return geometry.Kind switch
        {
            GeometryKind.Point => Point(geometry, 0),
            GeometryKind.LineString => Line(geometry, 0),
            GeometryKind.Polygon => Polygon(geometry, 0),
            GeometryKind.MultiLineString => Factory.CreateMultiLineString([.. Lines(geometry)]),
            GeometryKind.MultiPolygon => Factory.CreateMultiPolygon(
                [.. Enumerable.Range(0, geometry.PolygonEnds.Length).Select(i => Polygon(geometry, i))]),
            GeometryKind.GeometryCollection => Factory.CreateGeometryCollection(
                [.. Enumerable.Range(0, geometry.PointCount).Select(i => Point(geometry, i)), .. Lines(geometry)]),
            _ => Factory.CreateGeometryCollection(),
        };
    }

    /// <summary>Copies the parts of <paramref name="source"/> that have the shape of <paramref name="shape"/>; smaller leftovers are left out.</summary>
    /// <returns><see langword="false"/> when there are none.</returns>
    internal static bool TryCopy(NetTopologySuite.Geometries.Geometry source, Shapes shape, PackedGeometry into)
    {
        into.Start(GeometryKind.None);
        var parts = 0;
        if (shape is Shapes.Point or Shapes.Collection)
        {
            foreach (var point in Parts(source).OfType<Point>().Where(point => !point.IsEmpty))
            {
                into.AddPoint(point.X, point.Y);
                parts++;
            }
        }

        if (shape is Shapes.Line or Shapes.Collection)
        {
            foreach (var line in Parts(source).OfType<LineString>().Where(line => !line.IsEmpty))
            {
                AddPath(line.CoordinateSequence, reverse: false, into);
                parts++;
            }
        }

        if (shape == Shapes.Polygon)
        {
            foreach (var polygon in Parts(source).OfType<Polygon>().Where(polygon => !polygon.IsEmpty))
            {
                AddRing(polygon.Shell, counterClockwise: true, into);
                foreach (var hole in polygon.Holes)
                {
                    AddRing(hole, counterClockwise: false, into);
                }

                into.EndPolygon();
                parts++;
            }
        }

        into.Become((shape, parts) switch
        {
            (_, 0) => GeometryKind.None,
            (Shapes.Point, _) => GeometryKind.Point,
            (Shapes.Line, 1) => GeometryKind.LineString,
            (Shapes.Line, _) => GeometryKind.MultiLineString,
            (Shapes.Polygon, 1) => GeometryKind.Polygon,
            (Shapes.Polygon, _) => GeometryKind.MultiPolygon,
            _ => GeometryKind.GeometryCollection,
        });
        return parts > 0;
    }

    private static IEnumerable<NetTopologySuite.Geometries.Geometry> Parts(NetTopologySuite.Geometries.Geometry geometry) =>
        geometry is GeometryCollection collection ? collection.Geometries.SelectMany(Parts) : [geometry];

    private static void AddRing(LineString ring, bool counterClockwise, PackedGeometry into) =>
        AddPath(ring.CoordinateSequence, NetTopologySuite.Algorithm.Orientation.IsCCW(ring.CoordinateSequence) != counterClockwise, into);

    private static void AddPath(CoordinateSequence path, bool reverse, PackedGeometry into)
    {
        for (var i = 0; i < path.Count; i++)
        {
            var at = reverse ? path.Count - 1 - i : i;
            into.Add(path.GetX(at), path.GetY(at));
        }

        into.EndPath();
    }

    private static Point Point(PackedGeometry geometry, int index) =>
        Factory.CreatePoint(Sequence(geometry.Coordinates.Slice(index * 2, 2)));

    private static LineString Line(PackedGeometry geometry, int path) => Factory.CreateLineString(Sequence(geometry.Path(path)));

    private static IEnumerable<LineString> Lines(PackedGeometry geometry) =>
        Enumerable.Range(0, geometry.PathEnds.Length).Select(path => Line(geometry, path));

    private static Polygon Polygon(PackedGeometry geometry, int polygon)
    {
        var from = polygon == 0 ? 0 : geometry.PolygonEnds[polygon - 1];
        var shell = Factory.CreateLinearRing(Sequence(geometry.Path(from)));
        var holes = new LinearRing[geometry.PolygonEnds[polygon] - from - 1];
        for (var i = 0; i < holes.Length; i++)
        {
            holes[i] = Factory.CreateLinearRing(Sequence(geometry.Path(from + 1 + i)));
        }

        return Factory.CreatePolygon(shell, holes);
    }

    private static CoordinateSequence Sequence(ReadOnlySpan<double> coordinates) =>
        PackedCoordinateSequenceFactory.DoubleFactory.Create(coordinates.ToArray(), 2, 0);
}
