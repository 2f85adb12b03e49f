using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;

namespace ReferenceApi.Town;

/// <summary>Where things are in the made-up town. It lies in the Gulf of Guinea, where no town is.</summary>
internal static class TownPlan
{
    internal const double West = 2.0;
    internal const double South = -1.0;

    /// <summary>The distance between neighbouring streets, in degrees: about 130 m.</summary>
    internal const double Block = 0.0012;

    /// <summary>Blocks along each side.</summary>
    internal const int Size = 20;

    /// <summary>The town's border: a square with its corners cut off.</summary>
    internal static Polygon Boundary()
    {
        double side = Size * Block, corner = 3 * Block;
        return GeoJsonGeometry.Factory.CreatePolygon(
        [
            Place(corner, 0), Place(side - corner, 0), Place(side, corner), Place(side, side - corner),
            Place(side - corner, side), Place(corner, side), Place(0, side - corner), Place(0, corner), Place(corner, 0),
        ]);
    }

    private static Coordinate Place(double east, double north) => new(Math.Round(West + east, 7), Math.Round(South + north, 7));
}
