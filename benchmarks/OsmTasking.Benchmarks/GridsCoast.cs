using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;

namespace OsmTasking.Benchmarks;

/// <summary>Generated coasts: as intricate as real ones, and free.</summary>
public static class GridsCoast
{
    /// <summary>An island with a fractal coast by midpoint displacement of a circle's radius; always the same for the same numbers.</summary>
    /// <param name="vertices">How many vertices, at least.</param>
    /// <param name="degrees">Mean radius in degrees of latitude.</param>
    /// <param name="seed">Which island.</param>
    public static AreaOfInterest Island(int vertices, double degrees = 2.6, int seed = 7)
    {
        var count = 8;
        while (count < vertices)
        {
            count *= 2;
        }

        var random = new Random(seed);
        var radius = new double[count];
        Array.Fill(radius, 1);
        var rough = 0.25;
        for (var step = count / 8; step >= 1; step /= 2, rough *= 0.62)
        {
            for (var index = step == count / 8 ? 0 : step; index < count; index += step == count / 8 ? step : 2 * step)
            {
                var middle = step == count / 8 ? 1 : (radius[index - step] + radius[(index + step) % count]) / 2;
                radius[index] = Math.Max(0.2, middle + ((random.NextDouble() - 0.5) * rough));
            }
        }

        var ring = new Coordinate[vertices + 1];
        for (var index = 0; index < vertices; index++)
        {
            var at = (int)((long)index * count / vertices);
            var angle = 2 * Math.PI * at / count;
            ring[index] = new Coordinate(-2 + (radius[at] * degrees * 1.6 * Math.Cos(angle)), 54 + (radius[at] * degrees * Math.Sin(angle)));
        }

        ring[vertices] = ring[0].Copy();
        return AreaOfInterest.Of(GeoJsonGeometry.Factory.CreatePolygon(ring)).OrThrow();
    }
}
