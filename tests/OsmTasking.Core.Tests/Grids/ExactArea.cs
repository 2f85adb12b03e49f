using System.Numerics;
using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Tests.Grids;

/// <summary>Areas of shapes without any rounding: every double is a whole number of 2⁻¹²⁰.</summary>
internal static class ExactArea
{
    private const int Bits = 120;

    /// <summary>Twice the area in units of 2⁻²⁴⁰ square degrees.</summary>
    internal static BigInteger Of(Geometry shape)
    {
        var sum = BigInteger.Zero;
        for (var part = 0; part < shape.NumGeometries; part++)
        {
            var polygon = (Polygon)shape.GetGeometryN(part);
            sum += BigInteger.Abs(Ring(polygon.ExteriorRing));
            foreach (var hole in polygon.InteriorRings)
            {
                sum -= BigInteger.Abs(Ring(hole));
            }
        }

        return sum;
    }

    /// <summary>By how many square degrees the parts differ from the whole; every sum is exact.</summary>
    internal static double Difference(Geometry whole, IEnumerable<Geometry> parts)
    {
        var difference = parts.Aggregate(BigInteger.Zero, (sum, part) => sum + Of(part)) - Of(whole);
        return Math.ScaleB((double)difference, -(2 * Bits) - 1);
    }

    private static BigInteger Ring(LineString ring)
    {
        var sum = BigInteger.Zero;
        var places = ring.CoordinateSequence;
        for (var index = 1; index < places.Count; index++)
        {
            sum += (Whole(places.GetX(index - 1)) * Whole(places.GetY(index))) - (Whole(places.GetX(index)) * Whole(places.GetY(index - 1)));
        }

        return sum;
    }

    private static BigInteger Whole(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7ff);
        var fraction = (bits & 0xfffffffffffff) | (exponent == 0 ? 0 : 1L << 52);
        var shift = Math.Max(exponent, 1) - 1075 + Bits;
        var whole = shift >= 0 ? (BigInteger)fraction << shift : (BigInteger)fraction >> -shift;
        return bits < 0 ? -whole : whole;
    }
}
