using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Grids.H3;

/// <summary>The corners of cells.</summary>
internal static class CellCorners
{
    /// <summary>Corners on the lattice three times finer, of even resolutions and of odd ones (which are seven times finer still).</summary>
    private static readonly HexVector[] Even = [new(2, 1, 0), new(1, 2, 0), new(0, 2, 1), new(0, 1, 2), new(1, 0, 2), new(2, 0, 1)];

    private static readonly HexVector[] Odd = [new(5, 4, 0), new(1, 5, 0), new(0, 5, 4), new(0, 1, 5), new(4, 0, 5), new(5, 0, 1)];

    internal static List<(double Longitude, double Latitude)> Of(FacePlace centre, int resolution, bool isPentagon)
    {
        var isOdd = Icosahedron.IsTurned(resolution);
        var middle = isOdd ? centre.At.Substrate().Finer(left: false) : centre.At.Substrate();
        var corners = (isOdd ? Odd : Even)[..(isPentagon ? 5 : 6)];
        var places = Array.ConvertAll(corners, corner => new FacePlace(centre.Face, middle + corner));
        var run = new Run(centre.Face, isOdd ? resolution + 1 : resolution, isOdd);
        return isPentagon ? run.Pentagon(places) : run.Hexagon(places);
    }

    internal static Geometry Outline(IReadOnlyList<(double Longitude, double Latitude)> corners)
    {
        var ring = new List<Coordinate>(corners.Count + 4);
        var (shift, last) = (0.0, corners[0].Longitude);
        foreach (var (longitude, latitude) in corners.Append(corners[0]))
        {
            shift += longitude - last > 180 ? -360 : longitude - last < -180 ? 360 : 0;
            last = longitude;
            ring.Add(new Coordinate(longitude + shift, latitude));
        }

        if (shift != 0)
        {
            // It went round a pole.
            var pole = ring[0].Y > 0 ? 90 : -90;
            ring.AddRange([new Coordinate(ring[^1].X, pole), new Coordinate(ring[0].X, pole), ring[0].Copy()]);
        }

        var polygon = GeoJsonGeometry.Factory.CreatePolygon([.. ring]);
        var box = polygon.EnvelopeInternal;
        return box.MinX >= -180 && box.MaxX <= 180 ? polygon : Wrapped(polygon);
    }

    private static Geometry Wrapped(Polygon polygon)
    {
        var parts = new List<Polygon>();
        foreach (var shift in new[] { -360, 0, 360 })
        {
            var window = Tile.Outline(new Envelope(-180 - shift, 180 - shift, -90, 90));
            if (CellCut.Areal(OverlayNGRobust.Overlay(polygon, window, SpatialFunction.Intersection)) is { } inside)
            {
                parts.AddRange(Enumerable.Range(0, inside.NumGeometries).Select(part => GeoJsonGeometry.Factory.CreatePolygon(
                    [.. inside.GetGeometryN(part).Coordinates.Select(place => new Coordinate(place.X + shift, place.Y))])));
            }
        }

        return parts.Count == 1 ? parts[0] : GeoJsonGeometry.Factory.CreateMultiPolygon([.. parts]);
    }

    private sealed class Run(int face, int resolution, bool isOdd)
    {
        private readonly List<(double Longitude, double Latitude)> _found = [];

        internal List<(double Longitude, double Latitude)> Hexagon(FacePlace[] corners)
        {
            var (lastFace, lastReach) = (-1, FacePlace.Reach.Inside);
            for (var index = 0; index <= corners.Length; index++)
            {
                var corner = corners[index % corners.Length];
                var reach = corner.Fold(resolution, out var place, substrate: true, bridges: false);

                // Sides of odd cells bend where they leave a face, unless a corner lies there.
                if (isOdd && index > 0 && place.Face != lastFace && lastReach != FacePlace.Reach.OnSide)
                {
                    Bend(face, corners[(index + corners.Length - 1) % corners.Length].At, corner.At, lastFace == face ? place.Face : lastFace);
                }

                if (index < corners.Length)
                {
                    Add(place);
                }

                (lastFace, lastReach) = (place.Face, reach);
            }

            return _found;
        }

        internal List<(double Longitude, double Latitude)> Pentagon(FacePlace[] corners)
        {
            var last = default(FacePlace);
            for (var index = 0; index <= corners.Length; index++)
            {
                var place = corners[index % corners.Length].Within(resolution, substrate: true);
                if (isOdd && index > 0)
                {
                    // Every corner lies on a face of its own.
                    var back = place.Over(Icosahedron.SideTo(place.Face, last.Face), resolution);
                    Bend(last.Face, last.At, back.At, place.Face);
                }

                if (index < corners.Length)
                {
                    Add(place);
                }

                last = place;
            }

            return _found;
        }

        private void Add(FacePlace place) => _found.Add(Icosahedron.Place(place.Face, place.At.Place, resolution, substrate: true));

        /// <summary>Adds the place where an edge crosses the side of a face, if that is not one of its ends.</summary>
        private void Bend(int on, HexVector from, HexVector to, int other)
        {
            var extent = FacePlace.Extent(resolution, substrate: false);
            (double X, double Y)[] corners = [(3 * extent, 0), (-1.5 * extent, 1.5 * Math.Sqrt(3) * extent), (-1.5 * extent, -1.5 * Math.Sqrt(3) * extent)];
            var (a, b) = Icosahedron.SideTo(on, other) switch { 0 => (corners[0], corners[1]), 1 => (corners[2], corners[0]), _ => (corners[1], corners[2]) };
            var ((x1, y1), (x2, y2)) = (from.Place, to.Place);
            var (dx, dy, ex, ey) = (x2 - x1, y2 - y1, b.X - a.X, b.Y - a.Y);
            var share = (((a.X - x1) * ey) - ((a.Y - y1) * ex)) / ((dx * ey) - (dy * ex));
            var at = (X: x1 + (share * dx), Y: y1 + (share * dy));
            if (!Same(at, (x1, y1)) && !Same(at, (x2, y2)))
            {
                _found.Add(Icosahedron.Place(on, at, resolution, substrate: true));
            }
        }

        private static bool Same((double X, double Y) a, (double X, double Y) b) => Math.Abs(a.X - b.X) < 1e-6 && Math.Abs(a.Y - b.Y) < 1e-6;
    }
}
