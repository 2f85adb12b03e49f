namespace OsmTasking.Core.Grids.Balance;

/// <summary>Tells fast which places lie in a set of rings.</summary>
internal sealed class Region
{
    private readonly List<(Spot A, Spot B)>[] _bins;
    private readonly double _low;
    private readonly double _height;

    internal Region(IReadOnlyList<Knot[]> rings)
    {
        var count = rings.Sum(ring => ring.Length);
        var (low, high) = (rings.Min(ring => ring.Min(knot => knot.At.Y)), rings.Max(ring => ring.Max(knot => knot.At.Y)));
        (_low, _height) = (low, Math.Max(1e-3, (high - low) / Math.Clamp(count / 4, 1, 4096)));
        _bins = new List<(Spot, Spot)>[(int)((high - low) / _height) + 1];
        foreach (var ring in rings)
        {
            for (var index = 0; index < ring.Length; index++)
            {
                var (a, b) = (ring[index].At, ring[(index + 1) % ring.Length].At);
                for (var bin = Bin(Math.Min(a.Y, b.Y)); bin <= Bin(Math.Max(a.Y, b.Y)); bin++)
                {
                    (_bins[bin] ??= []).Add((a, b));
                }
            }
        }
    }

    internal bool Holds(double x, double y)
    {
        var bin = Bin(y);
        if (y < _low || bin >= _bins.Length || _bins[bin] is not { } edges)
        {
            return false;
        }

        var inside = false;
        foreach (var (a, b) in edges)
        {
            if (a.Y > y != b.Y > y && x < ((b.X - a.X) * (y - a.Y) / (b.Y - a.Y)) + a.X)
            {
                inside = !inside;
            }
        }

        return inside;
    }

    private int Bin(double y) => Math.Max(0, (int)((y - _low) / _height));
}
