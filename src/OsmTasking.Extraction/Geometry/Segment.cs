namespace OsmTasking.Extraction.Geometries;

/// <summary>A piece of a way between two different locations, the lower one first (see <see cref="PackedLocation"/>).</summary>
internal readonly record struct Segment(ulong Low, ulong High) : IComparable<Segment>
{
    internal static Segment Between(ulong a, ulong b) => a < b ? new(a, b) : new(b, a);

    public int CompareTo(Segment other)
    {
        var byLow = Low.CompareTo(other.Low);
        return byLow != 0 ? byLow : High.CompareTo(other.High);
    }

    /// <summary>Tells whether two different segments meet anywhere else than at a common end.</summary>
    internal static bool Cross(in Segment a, in Segment b)
    {
        // With a common low (or high) end they overlap when they also run in one direction; end to start they cannot.
        if (a.Low == b.Low)
        {
            return PackedLocation.Turn(a.Low, a.High, b.High) == 0;
        }

        if (a.High == b.High)
        {
            return PackedLocation.Turn(a.Low, a.High, b.Low) == 0;
        }

        if (a.Low == b.High || a.High == b.Low)
        {
            return false;
        }

        var lowSide = PackedLocation.Turn(a.Low, a.High, b.Low);
        var highSide = PackedLocation.Turn(a.Low, a.High, b.High);
        if (lowSide * highSide > 0)
        {
            return false;
        }

        if (lowSide == 0 && highSide == 0)
        {
            return a.Low <= b.High && b.Low <= a.High;
        }

        return PackedLocation.Turn(b.Low, b.High, a.Low) * PackedLocation.Turn(b.Low, b.High, a.High) <= 0;
    }

    /// <summary>Gets the place, to the nearest step, where two segments that <see cref="Cross"/> meet: for reports only.</summary>
    internal static ulong Meeting(in Segment a, in Segment b)
    {
        double ax = PackedLocation.Longitude(a.Low), ay = PackedLocation.Latitude(a.Low);
        double bx = PackedLocation.Longitude(b.Low), by = PackedLocation.Latitude(b.Low);
        var (adx, ady) = (PackedLocation.Longitude(a.High) - ax, PackedLocation.Latitude(a.High) - ay);
        var (bdx, bdy) = (PackedLocation.Longitude(b.High) - bx, PackedLocation.Latitude(b.High) - by);
        var slant = (adx * bdy) - (ady * bdx);
        if (slant == 0)
        {
            return Math.Max(a.Low, b.Low); // They overlap from here on.
        }

        var along = Math.Clamp((((bx - ax) * bdy) - ((by - ay) * bdx)) / slant, 0, 1);
        return PackedLocation.Pack((int)Math.Round(ax + (along * adx)), (int)Math.Round(ay + (along * ady)));
    }
}
