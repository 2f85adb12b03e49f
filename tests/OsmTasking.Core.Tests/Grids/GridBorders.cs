using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Proves without any rounding that cells leave neither gap nor overlap along the lines between them.</summary>
/// <remarks>
/// Rings are walked with the inside on the left, so where two cells meet they walk the same stretch of a line in opposite
/// directions and it cancels. What remains must be the stretches where the area's own border follows the line.
/// </remarks>
internal static class GridBorders
{
    /// <summary>Holds that what one cell ends at along a line of the grid another begins at, to the last bit.</summary>
    /// <param name="area">The area; its own edges along lines are left out.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="boxes">
    /// The whole cells, whose edges are the lines. Without them lines are where one cell ends and another begins: then an edge of the area that is a bit
    /// from level can pass for a line, for the half of it up to a crossing can be rounded level.
    /// </param>
    public static void AssertCancel(Geometry area, IReadOnlyCollection<Geometry> cells, IEnumerable<Envelope>? boxes = null)
    {
        var balance = new Dictionary<(int Axis, double Line, double At), int>();
        foreach (var cell in cells)
        {
            Walk(cell, 1, balance);
        }

        Walk(area, -1, balance);

        var ends = (boxes ?? cells.Select(cell => cell.EnvelopeInternal)).ToList();
        HashSet<double>[] lines =
        [
            [.. ends.Select(box => box.MinX).Intersect(ends.Select(box => box.MaxX))],
            [.. ends.Select(box => box.MinY).Intersect(ends.Select(box => box.MaxY))],
        ];
        Assert.DoesNotContain(balance, entry => entry.Value != 0 && lines[entry.Key.Axis].Contains(entry.Key.Line));
    }

    /// <summary>
    /// Sums areas up, in rational arithmetic. Every crossing of the area's border with a line is rounded to a double, at most
    /// 1.4e-14° from its place, so cells together may differ by that much along the border: a share of 1e-14 for areas of any size.
    /// </summary>
    public static void AssertSameArea(Geometry area, IEnumerable<Geometry> cells) =>
        Assert.InRange(Math.Abs(ExactArea.Difference(area, cells)), 0, Math.Max(area.Area * 1e-14, area.Length * 1.5e-14));

    private static void Walk(Geometry shape, int sign, Dictionary<(int Axis, double Line, double At), int> balance)
    {
        for (var part = 0; part < shape.NumGeometries; part++)
        {
            var polygon = (Polygon)shape.GetGeometryN(part);
            Ring(polygon.ExteriorRing, counterClockwise: true);
            Array.ForEach(polygon.InteriorRings, hole => Ring(hole, counterClockwise: false));
        }

        void Ring(LineString ring, bool counterClockwise)
        {
            var places = ring.Coordinates;
            if (NetTopologySuite.Algorithm.Orientation.IsCCW(places) != counterClockwise)
            {
                Array.Reverse(places = (Coordinate[])places.Clone());
            }

            for (var index = 1; index < places.Length; index++)
            {
                var (from, to) = (places[index - 1], places[index]);
                if (from.X == to.X)
                {
                    Count((0, from.X, from.Y), (0, to.X, to.Y));
                }
                else if (from.Y == to.Y)
                {
                    Count((1, from.Y, from.X), (1, to.Y, to.X));
                }
            }
        }

        void Count((int, double, double) from, (int, double, double) to)
        {
            balance[from] = balance.GetValueOrDefault(from) + sign;
            balance[to] = balance.GetValueOrDefault(to) - sign;
        }
    }
}
