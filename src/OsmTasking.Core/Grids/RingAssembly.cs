using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Index.Strtree;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Grids;

/// <summary>Puts rings together to polygons, always in the same order and from the same first vertex.</summary>
internal static class RingAssembly
{
    /// <summary>Returns the shape of a cell: valid wherever its rings are not finer than rounding.</summary>
    internal static Geometry CellShape(Ring[] rings) => ValidShape(rings) ?? Shape(rings) ?? GeoJsonGeometry.Factory.CreatePolygon();

    /// <summary>Returns a valid Polygon or MultiPolygon, shells counter-clockwise; null if the rings bound nothing.</summary>
    internal static Geometry? ValidShape(Ring[] rings)
    {
        if (RingSimplicity.IsCertain(rings))
        {
            return Build(rings);
        }

        var shape = Shape(rings);
        if (shape is null or { IsValid: true })
        {
            return shape;
        }

        // A ring that was joined to another at the cut may touch itself in the middle of an edge.
        var noded = Build(RingRetrace.Retrace(RingRetrace.Node(rings)));
        return noded is null or { IsValid: true } ? noded : CellCut.Areal(GeometryFixer.Fix(shape));
    }

    /// <summary>Returns the shape without the proof that it is valid.</summary>
    internal static Geometry? Shape(IReadOnlyList<Ring> rings) => Build(RingRetrace.Repeats(rings) ? RingRetrace.Retrace(rings) : rings);

    private static Geometry? Build(IReadOnlyList<Ring> rings)
    {
        if (rings is [{ TwiceArea: > 0 } only])
        {
            return GeoJsonGeometry.Factory.CreatePolygon(Line(only));
        }

        var shells = rings.Where(ring => ring.TwiceArea > 0).Select(Line).Order(Lines).ToList();
        if (shells.Count == 0)
        {
            return null;
        }

        var holes = rings.Where(ring => ring.TwiceArea < 0).Select(Line).Order(Lines).ToList();
        var holders = new List<LinearRing>[shells.Count];
        var find = Finder(shells);
        foreach (var hole in holes)
        {
            if (find(hole) is { } holder)
            {
                (holders[holder] ??= []).Add(hole);
            }
        }

        var polygons = shells.Select((shell, index) => GeoJsonGeometry.Factory.CreatePolygon(shell, holders[index] is { } inner ? [.. inner] : [])).ToArray();
        return polygons.Length == 1 ? polygons[0] : GeoJsonGeometry.Factory.CreateMultiPolygon(polygons);
    }

    /// <summary>Finds the smallest shell around a hole.</summary>
    private static Func<LinearRing, int?> Finder(List<LinearRing> shells)
    {
        if (shells.Count == 1)
        {
            return _ => 0;
        }

        var tree = new STRtree<int>();
        for (var index = 0; index < shells.Count; index++)
        {
            tree.Insert(shells[index].EnvelopeInternal, index);
        }

        return hole => tree.Query(hole.EnvelopeInternal)
            .Where(index => shells[index].EnvelopeInternal.Contains(hole.EnvelopeInternal) && Holds(shells[index], hole))
            .OrderBy(index => Area.OfRing(shells[index].CoordinateSequence))
            .Cast<int?>().FirstOrDefault();
    }

    private static bool Holds(LinearRing shell, LinearRing hole)
    {
        for (var index = 0; index < hole.NumPoints - 1; index++)
        {
            var location = PointLocation.LocateInRing(hole.GetCoordinateN(index), shell.CoordinateSequence);
            if (location != Location.Boundary)
            {
                return location == Location.Interior;
            }
        }

        // Every corner of the hole lies on the shell.
        var within = GeoJsonGeometry.Factory.CreatePolygon(hole).InteriorPoint.Coordinate;
        return PointLocation.LocateInRing(within, shell.CoordinateSequence) == Location.Interior;
    }

    private static LinearRing Line(Ring ring)
    {
        var numbers = ring.Numbers;
        var first = 0;
        for (var index = 2; index < numbers.Length; index += 2)
        {
            if (numbers[index] < numbers[first] || (numbers[index] == numbers[first] && numbers[index + 1] < numbers[first + 1]))
            {
                first = index;
            }
        }

        var places = new Coordinate[ring.Count + 1];
        for (var (index, from) = (0, first); index < places.Length; index++, from = from + 2 == numbers.Length ? 0 : from + 2)
        {
            places[index] = new Coordinate(numbers[from], numbers[from + 1]);
        }

        return GeoJsonGeometry.Factory.CreateLinearRing(places);
    }

    private static readonly Comparer<LinearRing> Lines = Comparer<LinearRing>.Create((a, b) =>
    {
        for (var index = 0; index < Math.Min(a.NumPoints, b.NumPoints); index++)
        {
            if (a.GetCoordinateN(index).CompareTo(b.GetCoordinateN(index)) is not 0 and var order)
            {
                return order;
            }
        }

        return a.NumPoints.CompareTo(b.NumPoints);
    });
}
