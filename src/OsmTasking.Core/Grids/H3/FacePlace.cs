namespace OsmTasking.Core.Grids.H3;

/// <summary>A place of the lattice of a face of the solid, which may lie beyond the face's sides.</summary>
internal readonly record struct FacePlace(int Face, HexVector At)
{
    internal enum Reach
    {
        Inside,
        OnSide,
        Beyond,
    }

    /// <summary>The number of steps from the middle of a face to its side, on an even resolution.</summary>
    internal static int Extent(int resolution, bool substrate) => 2 * Power(resolution) * (substrate ? 3 : 1);

    internal (double Longitude, double Latitude) Centre(int resolution) => Icosahedron.Place(Face, At.Place, resolution, substrate: false);

    /// <summary>The same place on the lattice of the face on which it really lies, as long as that takes.</summary>
    internal FacePlace Within(int resolution, bool substrate)
    {
        var place = this;
        while (place.Fold(resolution, out var folded, substrate, bridges: false) == Reach.Beyond)
        {
            place = folded;
        }

        return place.Fold(resolution, out var last, substrate, bridges: false) == Reach.OnSide ? last : place;
    }

    /// <summary>Folds a place beyond a side over it.</summary>
    /// <param name="resolution">An even one.</param>
    /// <param name="folded">The place on the next face's lattice, or the same place.</param>
    /// <param name="substrate">Whether the lattice is three times finer.</param>
    /// <param name="bridges">Whether to skip the missing sixth of a pentagon.</param>
    internal Reach Fold(int resolution, out FacePlace folded, bool substrate, bool bridges)
    {
        var extent = Extent(resolution, substrate);
        folded = this;
        if (At.Sum <= extent)
        {
            return At.Sum == extent && substrate ? Reach.OnSide : Reach.Inside;
        }

        var at = At;
        var side = at.K == 0 ? 0 : at.J > 0 ? 2 : 1;
        if (side == 1 && bridges)
        {
            var corner = new HexVector(extent, 0, 0);
            at = (at - corner).Right() + corner;
        }

        folded = Cross(Icosahedron.Beyond(Face, side), at, Power(resolution) * (substrate ? 3 : 1));
        return substrate && folded.At.Sum == extent ? Reach.OnSide : Reach.Beyond;
    }

    /// <summary>The place on the lattice of the face beyond a side, wherever it lies.</summary>
    internal FacePlace Over(int side, int resolution) => Cross(Icosahedron.Beyond(Face, side), At, Power(resolution) * 3);

    private static FacePlace Cross(Icosahedron.Side side, HexVector at, int scale)
    {
        for (var turn = 0; turn < side.Turns; turn++)
        {
            at = at.Left();
        }

        return new FacePlace(side.Face, at + side.Shift.Times(scale));
    }

    private static int Power(int resolution)
    {
        var power = 1;
        for (var level = 0; level < resolution / 2; level++)
        {
            power *= 7;
        }

        return power;
    }
}
