namespace OsmTasking.Core.Items;

/// <summary>How the next item is chosen among the open ones that nobody holds and the mapper has not skipped.</summary>
public abstract record ItemPick
{
    private ItemPick()
    {
    }

    /// <summary>The highest priority first, at random within a priority.</summary>
    public sealed record Random : ItemPick;

    /// <summary>By number, after one given; from the beginning after the last.</summary>
    public sealed record Sequence(long After) : ItemPick;

    /// <summary>The nearest to a place, whatever its priority.</summary>
    public sealed record Nearest(ItemPin To) : ItemPick;

    /// <summary>Somewhere within a radius, in metres on the sphere, of a place: that of a mapper's first item keeps them from drifting.</summary>
    public sealed record Within(ItemPin Centre, double Radius) : ItemPick;

    /// <summary>Somewhere in a box, in degrees; west is less than east.</summary>
    public sealed record Viewport(ItemPin SouthWest, ItemPin NorthEast) : ItemPick;
}

/// <summary>Which index answers a pick.</summary>
public enum ItemOrder
{
    /// <summary>Priority, then the random key.</summary>
    Key = 0,

    /// <summary>The number.</summary>
    Number = 1,

    /// <summary>The distance from a place.</summary>
    Distance = 2,
}

/// <summary>A pick as the stores search for it. Pure: chance comes in as a number.</summary>
/// <param name="Order">The order of the candidates.</param>
/// <param name="Key">Where on the ring of random keys to start.</param>
/// <param name="After">For <see cref="ItemOrder.Number"/>: the number to go on from.</param>
/// <param name="From">For <see cref="ItemOrder.Distance"/>: the place to measure from.</param>
public sealed record ItemSearch(ItemOrder Order, int Key, long After, ItemPin From)
{
    private const double MetresPerDegree = 111_194.92664455873; // π/180 · 6 371 000 m, the sphere that PostGIS measures on too.

    /// <summary>Gets the corner in the south-west of the box to stay in.</summary>
    public ItemPin SouthWest { get; init; } = new(-180, -90);

    /// <summary>Gets the corner in the north-east of the box to stay in.</summary>
    public ItemPin NorthEast { get; init; } = new(180, 90);

    /// <summary>Gets the middle of the circle to stay in.</summary>
    public ItemPin Centre { get; init; }

    /// <summary>Gets the radius of the circle to stay in, metres; <see langword="null"/> for no circle.</summary>
    public double? Radius { get; init; }

    /// <summary>Makes the search.</summary>
    /// <param name="pick">The pick.</param>
    /// <param name="draw">A random number: equal numbers search alike.</param>
    public static ItemSearch Of(ItemPick pick, long draw)
    {
        var key = (int)(draw & int.MaxValue);
        var (u, v) = Shares(draw);
        return pick switch
        {
            ItemPick.Sequence(var after) => new ItemSearch(ItemOrder.Number, key, after, default),
            ItemPick.Nearest(var to) => new ItemSearch(ItemOrder.Distance, key, 0, to),
            ItemPick.Viewport(var low, var high) => new ItemSearch(ItemOrder.Distance, key, 0, Between(low, high, u, v)) { SouthWest = low, NorthEast = high },
            ItemPick.Within(var centre, var radius) => Circle(centre, radius, key, u, v),
            _ => new ItemSearch(ItemOrder.Key, key, 0, default),
        };
    }

    /// <summary>Returns the same search kept to the part of a box that it has in common with it.</summary>
    /// <param name="southWest">The corner of the box in the south-west.</param>
    /// <param name="northEast">The corner of the box in the north-east.</param>
    /// <param name="draw">A random number: where in the box to begin.</param>
    public ItemSearch In(ItemPin southWest, ItemPin northEast, long draw)
    {
        var low = new ItemPin(Math.Max(southWest.Longitude, SouthWest.Longitude), Math.Max(southWest.Latitude, SouthWest.Latitude));
        var high = new ItemPin(Math.Min(northEast.Longitude, NorthEast.Longitude), Math.Min(northEast.Latitude, NorthEast.Latitude));
        var (u, v) = Shares(draw);
        return this with { SouthWest = low, NorthEast = high, From = Between(low, high, u, v) };
    }

    /// <summary>Returns the distance between two places on a sphere of 6 371 000 m (haversine formula).</summary>
    public static double Metres(ItemPin one, ItemPin other)
    {
        const double Degree = Math.PI / 180;
        var (dy, dx) = (Math.Sin((other.Latitude - one.Latitude) * Degree / 2), Math.Sin((other.Longitude - one.Longitude) * Degree / 2));
        var chord = (dy * dy) + (Math.Cos(one.Latitude * Degree) * Math.Cos(other.Latitude * Degree) * dx * dx);
        return 2 * 6_371_000 * Math.Asin(Math.Min(1, Math.Sqrt(chord)));
    }

    private static (double U, double V) Shares(long draw) => ((draw & 0xFFFFFF) / (double)0xFFFFFF, ((draw >> 24) & 0xFFFFFF) / (double)0xFFFFFF);

    private static ItemSearch Circle(ItemPin centre, double radius, int key, double u, double v)
    {
        var high = radius / MetresPerDegree;

        // Towards the poles a circle reaches round many meridians: there the box is the whole belt.
        var narrow = Math.Cos(Math.Min(90, Math.Abs(centre.Latitude) + high) * Math.PI / 180);
        var wide = narrow < 0.01 ? 360 : high / narrow;
        var low = new ItemPin(Math.Max(-180, centre.Longitude - wide), Math.Max(-90, centre.Latitude - high));
        var top = new ItemPin(Math.Min(180, centre.Longitude + wide), Math.Min(90, centre.Latitude + high));
        return new ItemSearch(ItemOrder.Distance, key, 0, Between(low, top, u, v)) { SouthWest = low, NorthEast = top, Centre = centre, Radius = radius };
    }

    // A random place first, then the nearest item: one index probe, however many items the box holds.
    private static ItemPin Between(ItemPin low, ItemPin high, double u, double v) =>
        new(low.Longitude + (u * (high.Longitude - low.Longitude)), low.Latitude + (v * (high.Latitude - low.Latitude)));
}
