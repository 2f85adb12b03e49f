using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Precision;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Makes valid what rounding, simplifying and clipping made cross or touch itself.</summary>
/// <remarks>
/// Nearly all rings are fine and are only looked at. Those that touch themselves are taken apart; what crosses goes through NetTopologySuite. What has more positions than can be repaired
/// in reasonable time stays as it is: renderers cope.
/// </remarks>
internal sealed class RingRepair
{
    private const int MostPositions = 20_000;

    // Rings are fixed between the steps and put on them afterwards: fixing on them fails where rounding makes new crossings.
    private static readonly GeometryFactory Shapes = new();
    private static readonly PrecisionModel Steps = new(1);
    private readonly RingContacts _contacts = new();
    private readonly RingLoops _loops = new();
    private readonly TilePaths _sound = new();
    private readonly TilePaths _repaired = new();

    /// <summary>Returns the rings without those that have no area, repaired where they need it; valid until the next call.</summary>
    /// <param name="rings">The rings, each outer one before its holes.</param>
    /// <param name="keep">Whether a polygon of which nothing would be left stays as it is.</param>
    internal TilePaths Repair(TilePaths rings, bool keep)
    {
        _sound.Clear();
        var lost = false;
        for (var i = 0; i < rings.Count; i++)
        {
            var hole = rings.IsHole(i);
            var empty = TileCommands.Area(rings.Path(i)) == 0;
            lost = hole ? lost : empty;
            if (!empty && !lost)
            {
                _sound.AddPath(rings.Path(i), hole);
            }
        }

        var fault = _sound.Count == 0 || _sound.Positions.Length > 2 * MostPositions ? RingFault.None : _contacts.Find(_sound);
        return fault == RingFault.None || !(TrySplit(fault) || TryRebuild()) || (keep && _repaired.Count == 0) ? _sound : _repaired;
    }

    private bool TrySplit(RingFault fault) =>
        fault == RingFault.Touches && _loops.TrySplit(_sound, _contacts.Touches, _repaired) && Shape(_repaired).IsValid;

    private bool TryRebuild()
    {
        _repaired.Clear();
        try
        {
            Add(GeometryPrecisionReducer.Reduce(GeometryFixer.Fix(Shape(_sound)), Steps));
        }
        catch (Exception fault) when (fault is TopologyException or ArgumentException or InvalidOperationException)
        {
            return false;
        }

        return true;
    }

    private static MultiPolygon Shape(TilePaths rings)
    {
        var polygons = new List<Polygon>();
        for (var i = 0; i < rings.Count;)
        {
            var outer = Ring(rings.Path(i++));
            var holes = new List<LinearRing>();
            while (i < rings.Count && rings.IsHole(i))
            {
                holes.Add(Ring(rings.Path(i++)));
            }

            polygons.Add(Shapes.CreatePolygon(outer, [.. holes]));
        }

        return Shapes.CreateMultiPolygon([.. polygons]);
    }

    private static LinearRing Ring(ReadOnlySpan<int> path)
    {
        var ring = new Coordinate[(path.Length / 2) + 1];
        for (var i = 0; i < path.Length / 2; i++)
        {
            ring[i] = new Coordinate(path[2 * i], path[(2 * i) + 1]);
        }

        ring[^1] = ring[0];
        return Shapes.CreateLinearRing(ring);
    }

    private void Add(Geometry geometry)
    {
        for (var i = 0; i < geometry.NumGeometries; i++)
        {
            if (geometry.GetGeometryN(i) is Polygon { IsEmpty: false } polygon)
            {
                Add(polygon.ExteriorRing, hole: false);
                foreach (var hole in polygon.InteriorRings)
                {
                    Add(hole, hole: true);
                }
            }
        }
    }

    private void Add(LineString ring, bool hole)
    {
        foreach (var place in ring.Coordinates)
        {
            _repaired.Append((int)place.X, (int)place.Y);
        }

        _repaired.EndPath(3, hole);
    }
}
