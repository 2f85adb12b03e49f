using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.OverlayNG;
using NetTopologySuite.Operation.Valid;
using OsmTasking.Core.Grids;

namespace OsmTasking.Core.Areas;

/// <summary>Decides whether shapes make an area, and joins them.</summary>
internal sealed class AreaChecks(AreaLimits limits)
{
    private readonly List<(Polygon Polygon, string Path)> _parts = [];
    private readonly List<AreaFinding> _faults = [];
    private readonly List<AreaFinding> _notes = [];

    internal static AreaFinding Fault(string code, string path, string message, Coordinate? place = null) =>
        new(code, path, message) { Longitude = place?.X, Latitude = place?.Y };

    internal void Refuse(AreaFinding fault)
    {
        if (_faults.Count < AreaResult.MostFindings)
        {
            _faults.Add(fault);
        }
    }

    /// <summary>Takes a shape.</summary>
    /// <param name="shape">Polygon or MultiPolygon.</param>
    /// <param name="path">Its place in the document.</param>
    internal void Add(Geometry shape, string path)
    {
        if (shape is not (Polygon or MultiPolygon))
        {
            Refuse(Fault("MustBeMultiPolygon", path, $"{shape.GeometryType} is neither Polygon nor MultiPolygon"));
            return;
        }

        for (var part = 0; part < shape.NumGeometries; part++)
        {
            var polygon = (Polygon)shape.GetGeometryN(part);
            var place = shape is MultiPolygon ? $"{GeoJsonGeometry.Join(path, "coordinates")}[{part}]" : path;
            if (!polygon.IsEmpty)
            {
                Take(polygon, place);
            }
            else
            {
                Note("EmptyPart", place, "an empty part is left out");
            }
        }
    }

    private void Take(Polygon polygon, string place)
    {
        if (!limits.Wrap || !Array.TrueForAll(polygon.Coordinates, at => double.IsFinite(at.X) && double.IsFinite(at.Y)))
        {
            _parts.Add((polygon, place));
        }
        else if (Antimeridian.Cut(polygon) is { } parts)
        {
            _parts.AddRange(parts.Select(part => (part, place)));
            if (parts.Count > 1)
            {
                Note("CutAtAntimeridian", place, $"it runs over the antimeridian and was cut there, into {parts.Count} parts");
            }
        }
        else
        {
            Refuse(Fault("RoundPole", place, "a ring goes round a pole: cut it along a meridian"));
        }
    }

    internal AreaResult Decide()
    {
        if (_faults.Count > 0)
        {
            return new AreaResult.Refused(_faults);
        }

        var vertices = _parts.Sum(part => (long)part.Polygon.NumPoints);
        return _parts.Count == 0 ? No("MustHaveFeatures", "there is no polygon in it")
            : vertices > limits.Vertices ? No("TooManyVertices", $"it has {vertices} vertices; {limits.Vertices} are the most")
            : _parts.TrueForAll(part => IsOnTheMap(part.Polygon)) ? Join()
            : No("InvalidGeoJson", "it reaches outside longitude -180 to 180 or latitude -90 to 90");
    }

    private static bool IsOnTheMap(Polygon polygon) => new Envelope(-180, 180, -90, 90).Contains(polygon.EnvelopeInternal)
        && Array.TrueForAll(polygon.Coordinates, place => double.IsFinite(place.X) && double.IsFinite(place.Y));

    private static AreaResult.Refused No(string code, string message) => new([Fault(code, string.Empty, message)]);

    private AreaResult Join()
    {
        Geometry[] polygons = [.. _parts.Select(part => part.Polygon)];
        if (IntricacyBudget.IsExceeded([.. polygons.Cast<Polygon>()]))
        {
            return No("TooIntricate", $"more than {IntricacyBudget.MostPairs} pairs of its edges or rings lie side by side: simplify it");
        }

        Geometry together = polygons.Length == 1 ? polygons[0] : GeoJsonGeometry.Factory.CreateMultiPolygon([.. polygons.Cast<Polygon>()]);
        if (!together.IsValid)
        {
            for (var index = 0; index < _parts.Count; index++)
            {
                var (polygon, path) = _parts[index];
                if (new IsValidOp(polygon).ValidationError is not { } fault)
                {
                    continue;
                }

                if (limits.Repair && CellCut.Areal(GeometryFixer.Fix(polygon)) is { } mended)
                {
                    polygons[index] = mended;
                    Note("Repaired", path, $"{fault.Message} at [{fault.Coordinate?.X}, {fault.Coordinate?.Y}]: repaired, which changed the area by {SphericalArea.SquareMetres(mended) - SphericalArea.SquareMetres(polygon):F1} m²");
                }
                else
                {
                    Refuse(Fault("SelfIntersectingAOI", path, $"{fault.Message} at [{fault.Coordinate?.X}, {fault.Coordinate?.Y}]", fault.Coordinate));
                }
            }

            if (_faults.Count > 0)
            {
                return new AreaResult.Refused(_faults);
            }

            Polygon[] flat = [.. polygons.SelectMany(shape => Enumerable.Range(0, shape.NumGeometries).Select(part => (Polygon)shape.GetGeometryN(part)))];
            together = flat.Length == 1 ? flat[0] : GeoJsonGeometry.Factory.CreateMultiPolygon(flat);
            if (together.IsValid)
            {
                return Measure(Tidy(together)); // Repaired, and its parts lie apart.
            }

            if (IntricacyBudget.IsExceededByUnion(flat))
            {
                return No("TooIntricate", $"more than {IntricacyBudget.MostCrossings} pairs of edges of its parts cross or lie side by side: dissolve or simplify it");
            }

            // A union costs far more than the check, so only parts that overlap or share an edge pay it.
            together = OverlayNGRobust.Union(together);
            Note("Dissolved", string.Empty, $"{polygons.Length} parts that overlap or share edges became {together.NumGeometries}");
        }

        return Measure(Tidy(together));
    }

    private AreaResult Measure(Geometry shape)
    {
        if (limits.CutPoles && (shape.EnvelopeInternal.MaxY > Tile.EdgeLatitude || shape.EnvelopeInternal.MinY < -Tile.EdgeLatitude))
        {
            var before = SphericalArea.SquareMetres(shape);
            if (CellCut.Part(shape, Tile.Outline(new Envelope(-180, 180, -Tile.EdgeLatitude, Tile.EdgeLatitude))) is not { } inside)
            {
                return No("NoArea", $"all of it lies beyond {Tile.EdgeLatitude:F4} degrees of latitude, where the map ends");
            }

            shape = Tidy(inside);
            Note("CutAtPole", string.Empty, $"{before - SphericalArea.SquareMetres(shape):F0} m² beyond {Tile.EdgeLatitude:F4} degrees of latitude, where the map ends, were cut off");
        }

        var area = AreaOfInterest.Trusted(shape);
        return area.SquareMetres <= 0 ? No("NoArea", "its area is zero")
            : area.SquareMetres > limits.SquareKilometres * 1e6
                ? No("TooLarge", $"it covers {area.SquareMetres / 1e6:F0} km²; {limits.SquareKilometres:F0} km² are the most")
            : new AreaResult.Accepted(area) { Findings = _notes };
    }

    private static Geometry Tidy(Geometry shape)
    {
        var tidy = GeoJsonGeometry.Factory.CreateGeometry(shape is MultiPolygon { NumGeometries: 1 } ? shape.GetGeometryN(0) : shape);
        tidy.SRID = GeoJsonGeometry.Factory.SRID;
        return tidy;
    }

    private void Note(string code, string path, string message)
    {
        if (_notes.Count < AreaResult.MostFindings)
        {
            _notes.Add(Fault(code, path, message));
        }
    }
}
