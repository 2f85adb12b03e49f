namespace OsmTasking.Core.Grids.H3;

/// <summary>A place on a lattice of hexagons, by steps along three axes 120° apart, of which one is always 0.</summary>
/// <param name="I">Steps along the first axis; 0 or more.</param>
/// <param name="J">Steps 120° to its left; 0 or more.</param>
/// <param name="K">Steps 240° to its left; 0 or more.</param>
internal readonly record struct HexVector(int I, int J, int K)
{
    private static readonly double Sine60 = Math.Sqrt(3) / 2;

    internal int Sum => I + J + K;

    /// <summary>The step of a digit: its bits are the axes.</summary>
    internal static HexVector Step(int digit) => new((digit >> 2) & 1, (digit >> 1) & 1, digit & 1);

    /// <summary>The hexagon that holds a place, in steps of the lattice along and across the first axis.</summary>
    internal static HexVector Nearest(double x, double y)
    {
        var (r, q) = (y / Sine60, x - (y / Sine60 / 2));
        var (column, row, third) = (Math.Round(q), Math.Round(r), Math.Round(-q - r));
        var (offColumn, offRow, offThird) = (Math.Abs(column - q), Math.Abs(row - r), Math.Abs(third + q + r));
        if (offColumn > offRow && offColumn > offThird)
        {
            column = -row - third;
        }
        else if (offRow > offThird)
        {
            row = -column - third;
        }

        return Of((int)(column + row), (int)row, 0);
    }

    /// <summary>The same place with one axis at 0.</summary>
    internal static HexVector Of(int i, int j, int k)
    {
        var least = Math.Min(i, Math.Min(j, k));
        return new HexVector(i - least, j - least, k - least);
    }

    /// <summary>The digit of a step of one.</summary>
    internal int Digit => (I << 2) | (J << 1) | K;

    internal (double X, double Y) Place => (I - ((J + K) / 2.0), (J - K) * Sine60);

    public static HexVector operator +(HexVector a, HexVector b) => Of(a.I + b.I, a.J + b.J, a.K + b.K);

    public static HexVector operator -(HexVector a, HexVector b) => Of(a.I - b.I, a.J - b.J, a.K - b.K);

    internal HexVector Times(int factor) => Of(I * factor, J * factor, K * factor);

    /// <summary>Turned by 60° to the left.</summary>
    internal HexVector Left() => Of(I + K, I + J, J + K);

    /// <summary>Turned by 60° to the right.</summary>
    internal HexVector Right() => Of(I + J, J + K, I + K);

    /// <summary>The place on the lattice seven times finer, turned to the left (odd resolutions) or to the right.</summary>
    internal HexVector Finer(bool left) => left
        ? Of((3 * I) + J, (3 * J) + K, I + (3 * K))
        : Of((3 * I) + K, I + (3 * J), J + (3 * K));

    /// <summary>The hexagon of the lattice seven times coarser that holds this one; the inverse of <see cref="Finer"/>.</summary>
    internal HexVector Coarser(bool left)
    {
        var (i, j) = (I - K, J - K);
        return left
            ? Of(Seventh((3 * i) - j), Seventh(i + (2 * j)), 0)
            : Of(Seventh((2 * i) + j), Seventh((3 * j) - i), 0);
    }

    /// <summary>The place on the lattice three times finer by two steps of 30°, on which corners are places too.</summary>
    internal HexVector Substrate() => Of((2 * I) + J, (2 * J) + K, I + (2 * K)) is var once
        ? Of((2 * once.I) + once.K, once.I + (2 * once.J), once.J + (2 * once.K)) : default;

    private static int Seventh(int value) => (int)Math.Round(value / 7.0, MidpointRounding.AwayFromZero);
}
