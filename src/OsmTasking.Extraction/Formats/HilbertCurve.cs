namespace OsmTasking.Extraction.Formats;

/// <summary>The Hilbert curve: places near each other on it are near each other on the map.</summary>
internal static class HilbertCurve
{
    /// <summary>The greatest coordinate.</summary>
    internal const uint Max = 0xFFFF;

    /// <summary>Returns how far along the curve of order 16 a cell is (D. Hilbert 1891; the walk from the largest quadrant to the smallest).</summary>
    /// <param name="x">0 to <see cref="Max"/>.</param>
    /// <param name="y">0 to <see cref="Max"/>.</param>
    internal static uint Distance(uint x, uint y)
    {
        var distance = 0u;
        for (var half = (Max + 1) / 2; half > 0; half /= 2)
        {
            var right = (x & half) > 0 ? 1u : 0;
            var upper = (y & half) > 0 ? 1u : 0;
            distance += half * half * ((3 * right) ^ upper);

            // The lower quadrants hold the curve turned over their diagonal; the right one the other way round.
            if (upper == 0)
            {
                if (right == 1)
                {
                    (x, y) = (Max - x, Max - y);
                }

                (x, y) = (y, x);
            }
        }

        return distance;
    }
}
