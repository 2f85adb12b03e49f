namespace OsmTasking.Extraction.Geometries;

/// <summary>A place in 1e-7 degrees: integers, so that no test of geometry is ever decided by rounding.</summary>
public readonly record struct OsmPoint(int X, int Y) : IComparable<OsmPoint>
{
    /// <summary>Orders from west to east, then from south to north.</summary>
    public int CompareTo(OsmPoint other) => X != other.X ? X.CompareTo(other.X) : Y.CompareTo(other.Y);

    /// <summary>Whether one place comes before another.</summary>
    public static bool operator <(OsmPoint left, OsmPoint right) => left.CompareTo(right) < 0;

    /// <summary>Whether one place comes after another.</summary>
    public static bool operator >(OsmPoint left, OsmPoint right) => left.CompareTo(right) > 0;

    /// <summary>Whether one place does not come after another.</summary>
    public static bool operator <=(OsmPoint left, OsmPoint right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one place does not come before another.</summary>
    public static bool operator >=(OsmPoint left, OsmPoint right) => left.CompareTo(right) >= 0;

    /// <summary>The sign tells on which side of the line from <paramref name="a"/> to <paramref name="b"/> the third place lies: above zero, left.</summary>
    internal static int Side(OsmPoint a, OsmPoint b, OsmPoint c)
    {
        var first = (Int128)((long)b.X - a.X) * ((long)c.Y - a.Y);
        var second = (Int128)((long)b.Y - a.Y) * ((long)c.X - a.X);
        return first.CompareTo(second);
    }
}
