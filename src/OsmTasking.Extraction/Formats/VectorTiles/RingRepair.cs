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
    private static readonly GeometryFactory Steps = new(new PrecisionModel(1));
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
        fault == RingFault.Touches && _loops.TrySplit(_sound, _contacts.Touches, _repaired) && _contacts.Find(_repaired) == RingFault.None;

    private bool TryRebuild()
    {
        _repaired.Clear();
        try
        {
            var polygons = new List<Polygon>();
            for (var i = 0; i < _sound.Count;)
            {
                var outer = Ring(i++);
                var holes = new List<LinearRing>();
                while (i < _sound.Count && _sound.IsHole(i))
                {
                    holes.Add(Ring(i++));
                }

                polygons.Add(Steps.CreatePolygon(outer, [.. holes]));
            }

            Add(GeometryPrecisionReducer.Reduce(GeometryFixer.Fix(Steps.CreateMultiPolygon([.. polygons])), Steps.PrecisionModel));
        }
        catch (Exception fault) when (fault is TopologyException or ArgumentException or InvalidOperationException)
        {
            return false;
        }

        return true;
    }

    private LinearRing Ring(int index)
    {
        var path = _sound.Path(index);
        var ring = new Coordinate[(path.Length / 2) + 1];
        for (var i = 0; i < path.Length / 2; i++)
        {
            ring[i] = new Coordinate(path[2 * i], path[(2 * i) + 1]);
        }

        ring[^1] = ring[0];
        return Steps.CreateLinearRing(ring);
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
