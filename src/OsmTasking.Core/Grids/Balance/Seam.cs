namespace OsmTasking.Core.Grids.Balance;

/// <summary>A straight border with every vertex that a piece on either side has put on it.</summary>
/// <remarks>
/// Pieces on its two sides are cut without knowing of each other. In the end each takes over the other's vertices, so the
/// two write the very same line.
/// </remarks>
internal sealed class Seam(Spot from, Spot to)
{
    private List<(double Share, Spot Spot)>? _spots; // Few seams get any, and there are as many seams as edges.

    internal void Add(Spot spot)
    {
        var spots = _spots ?? Interlocked.CompareExchange(ref _spots, [], null) ?? _spots;
        lock (spots)
        {
            spots.Add((Share(spot), spot));
        }
    }

    /// <summary>The vertices strictly between two places of the seam, in the order of the walk.</summary>
    internal IEnumerable<Spot> Between(Spot start, Spot end)
    {
        if (_spots is not { } spots)
        {
            return [];
        }

        var (first, last) = (Share(start), Share(end));
        var (low, high) = first < last ? (first, last) : (last, first);
        var between = spots.Where(spot => spot.Share > low && spot.Share < high && spot.Spot != start && spot.Spot != end).Distinct().OrderBy(spot => spot.Share).Select(spot => spot.Spot);
        return first < last ? between : between.Reverse();
    }

    private double Share(Spot spot) => ((spot.X - from.X) * (to.X - from.X)) + ((spot.Y - from.Y) * (to.Y - from.Y));
}

/// <summary>A vertex of a ring, and the seam that its edge to the next vertex lies on.</summary>
internal readonly record struct Knot(Spot At, Seam Seam);
