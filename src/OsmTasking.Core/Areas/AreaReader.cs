using System.Text.Json;
using System.Text.Unicode;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.OverlayNG;
using NetTopologySuite.Operation.Valid;

namespace OsmTasking.Core.Areas;

/// <summary>Reads and checks areas of interest.</summary>
internal static class AreaReader
{
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 32 };

    internal static AreaResult Parse(ReadOnlyMemory<byte> utf8, AreaLimits limits)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            return Refuse("NotJson", string.Empty, "is not UTF-8 text");
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, Limits);
            var shapes = new List<(Geometry, string)>();
            Collect(document.RootElement, string.Empty, shapes);
            return shapes.Count == 0 ? Refuse("MustHaveFeatures", string.Empty, "there is no polygon in it") : Check(shapes, limits);
        }
        catch (JsonException fault)
        {
            return Refuse("NotJson", string.Empty, $"is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}");
        }
        catch (GeoJsonException fault)
        {
            return Refuse("InvalidGeoJson", fault.Path, fault.Fault);
        }
    }

    internal static AreaResult Check(IReadOnlyList<(Geometry Shape, string Path)> shapes, AreaLimits limits)
    {
        var vertices = shapes.Sum(shape => (long)shape.Shape.NumPoints);
        if (vertices > limits.Vertices)
        {
            return Refuse("TooManyVertices", string.Empty, $"it has {vertices} vertices; {limits.Vertices} are the most");
        }

        var polygons = new List<Polygon>();
        foreach (var (shape, path) in shapes)
        {
            if (shape is not (Polygon or MultiPolygon))
            {
                return Refuse("MustBeMultiPolygon", path, $"{shape.GeometryType} is neither Polygon nor MultiPolygon");
            }

            for (var part = 0; part < shape.NumGeometries; part++)
            {
                var polygon = (Polygon)shape.GetGeometryN(part);
                if (polygon.IsEmpty)
                {
                    continue;
                }

                if (new IsValidOp(polygon).ValidationError is { } fault)
                {
                    return Refuse("SelfIntersectingAOI", shape is MultiPolygon ? $"{path}[polygon {part}]" : path, $"{fault.Message} at [{fault.Coordinate?.X}, {fault.Coordinate?.Y}]", fault.Coordinate);
                }

                polygons.Add(polygon);
            }
        }

        if (polygons.Count == 0)
        {
            return Refuse("MustHaveFeatures", string.Empty, "there is no polygon in it");
        }

        var area = AreaOfInterest.Trusted(Dissolve(polygons));
        return area.SquareMetres <= 0 ? Refuse("NoArea", string.Empty, "its area is zero")
            : area.SquareMetres > limits.SquareKilometres * 1e6
                ? Refuse("TooLarge", string.Empty, $"it covers {area.SquareMetres / 1e6:F0} km²; {limits.SquareKilometres:F0} km² are the most")
            : new AreaResult.Accepted(area);
    }

    /// <summary>One shape of many: a union only if they are not apart already, since it costs far more than the check.</summary>
    private static Geometry Dissolve(List<Polygon> polygons)
    {
        if (polygons.Count == 1)
        {
            return Tidy(polygons[0]);
        }

        var together = GeoJsonGeometry.Factory.CreateMultiPolygon([.. polygons]);
        return Tidy(together.IsValid ? together : OverlayNGRobust.Union((Geometry)together));
    }

    private static Geometry Tidy(Geometry shape)
    {
        var tidy = GeoJsonGeometry.Factory.CreateGeometry(shape is MultiPolygon { NumGeometries: 1 } ? shape.GetGeometryN(0) : shape);
        tidy.SRID = 4326;
        return tidy;
    }

    private static void Collect(JsonElement element, string path, List<(Geometry, string)> shapes)
    {
        switch (GeoJsonGeometry.Type(element, path))
        {
            case "FeatureCollection":
                Each(element, path, "features", shapes);
                break;
            case "GeometryCollection":
                Each(element, path, "geometries", shapes);
                break;
            case "Feature" when GeoJsonGeometry.TryGet(element, "geometry", path, out var geometry):
                if (geometry.ValueKind != JsonValueKind.Null)
                {
                    Collect(geometry, GeoJsonGeometry.Join(path, "geometry"), shapes);
                }

                break;
            case "Feature":
                throw new GeoJsonException(path, "geometry is missing");
            default:
                shapes.Add((GeoJsonGeometry.ReadArea(element, path), path));
                break;
        }
    }

    private static void Each(JsonElement element, string path, string name, List<(Geometry, string)> shapes)
    {
        var place = GeoJsonGeometry.Join(path, name);
        if (!GeoJsonGeometry.TryGet(element, name, path, out var list))
        {
            throw new GeoJsonException(place, "is missing");
        }

        foreach (var (item, itemPlace) in GeoJsonGeometry.Items(list, place))
        {
            Collect(item, itemPlace, shapes);
        }
    }

    private static AreaResult.Refused Refuse(string code, string path, string message, Coordinate? place = null) =>
        new([new AreaFinding(code, path, message) { Longitude = place?.X, Latitude = place?.Y }]);
}
