using System.Globalization;
using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Grids.H3;

/// <summary>A cell of H3, the hierarchy of hexagons over the globe (h3geo.org), by its 64-bit index.</summary>
/// <remarks>
/// An own port of what H3 (Uber, Apache License 2.0) publishes: indexes are the same bits. From the highest: a reserved bit, mode
/// 1 for cells (4), reserved (3), resolution (4), base cell (7), then 15 digits of 3 bits, 7 where the resolution ends.
/// </remarks>
/// <param name="Index">The index.</param>
public readonly record struct H3Cell(ulong Index)
{
    /// <summary>The finest resolution: cells of about 0.9 m².</summary>
    public const int Finest = 15;

    private const int IK = 5, I = 4, K = 1;

    /// <summary>What follows a digit when it turns by 60° to the left.</summary>
    private static readonly int[] Left = [0, 5, 3, 1, 6, 4, 2];

    private static readonly int[] Right = [0, 3, 6, 2, 5, 1, 4];

    /// <summary>Gets the resolution, 0 (about 4.4 million km²) to <see cref="Finest"/>; each is seven times finer.</summary>
    public int Resolution => (int)(Index >> 52) & 15;

    /// <summary>Gets whether it is one of the twelve pentagons of its resolution; they lie in the sea.</summary>
    public bool IsPentagon => BaseCells.IsPentagon(BaseCell) && LeadingDigit == 0;

    internal int BaseCell => (int)(Index >> 45) & 127;

    private int LeadingDigit
    {
        get
        {
            for (var level = 1; level <= Resolution; level++)
            {
                if (Digit(level) is not 0 and var digit)
                {
                    return digit;
                }
            }

            return 0;
        }
    }

    /// <summary>The cell of a resolution that holds a place.</summary>
    /// <param name="longitude">Degrees.</param>
    /// <param name="latitude">Degrees, -90 to 90.</param>
    /// <param name="resolution">0 to <see cref="Finest"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place or resolution.</exception>
    public static H3Cell At(double longitude, double latitude, int resolution)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(resolution);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(resolution, Finest);
        if (!double.IsFinite(longitude) || !(Math.Abs(latitude) <= 90))
        {
            throw new ArgumentOutOfRangeException(nameof(latitude), $"There is no place at longitude {longitude}, latitude {latitude}.");
        }

        var (face, at) = Icosahedron.Locate(longitude, latitude, resolution);
        var cell = new H3Cell((1UL << 59) | ((ulong)resolution << 52) | ((1UL << 45) - 1));
        for (var level = resolution; level > 0; level--)
        {
            var (fine, turned) = (at, Icosahedron.IsTurned(level));
            at = fine.Coarser(turned);
            cell = cell.With(level, (fine - at.Finer(turned)).Digit);
        }

        var (number, turns) = BaseCells.At(face, at);
        cell = new H3Cell(cell.Index | ((ulong)number << 45));
        var isPentagon = BaseCells.IsPentagon(number);
        if (isPentagon && cell.LeadingDigit == K)
        {
            // Below a pentagon the sixth along the k axis is missing.
            cell = cell.Turned(BaseCells.TurnsRightOn(number, face) ? Right : Left);
        }

        for (var turn = 0; turn < turns; turn++)
        {
            cell = cell.Turned(Left);
            cell = isPentagon && cell.LeadingDigit == K ? cell.Turned(Left) : cell;
        }

        return cell;
    }

    /// <summary>Reads an index as people write it: hexadecimal, such as <c>8928308280fffff</c>.</summary>
    public static bool TryParse(string? text, out H3Cell cell)
    {
        cell = new H3Cell(ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var index) ? index : 0);
        return cell.IsValid;
    }

    /// <inheritdoc/>
    public override string ToString() => Index.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>Gets whether the index is that of a cell.</summary>
    public bool IsValid
    {
        get
        {
            if (Index >> 59 != 1 || ((Index >> 56) & 7) != 0 || BaseCell >= BaseCells.Count)
            {
                return false;
            }

            for (var level = 1; level <= Finest; level++)
            {
                if (level <= Resolution != Digit(level) < 7)
                {
                    return false;
                }
            }

            return !(BaseCells.IsPentagon(BaseCell) && LeadingDigit == K);
        }
    }

    /// <summary>The middle of the cell.</summary>
    public (double Longitude, double Latitude) Centre() => Place().Centre(Resolution);

    /// <summary>The corners, counter-clockwise, not closed; degrees, -180 to 180. More than six where the cell bends over a side of the solid.</summary>
    public IReadOnlyList<(double Longitude, double Latitude)> Corners() => CellCorners.Of(Place(), Resolution, IsPentagon);

    /// <summary>The outline: Polygon, EPSG:4326; a MultiPolygon for cells over the antimeridian, cut in two there. Cells over a pole reach up to it.</summary>
    public Geometry Outline() => CellCorners.Outline(Corners());

    /// <summary>The place of the middle on the face where it really lies.</summary>
    internal FacePlace Place()
    {
        var isPentagon = BaseCells.IsPentagon(BaseCell);
        var leading = LeadingDigit;
        var cell = isPentagon && leading == IK ? Turned(Right) : this;
        var home = BaseCells.Home(BaseCell);
        var at = home.At;
        for (var level = 1; level <= Resolution; level++)
        {
            at = at.Finer(Icosahedron.IsTurned(level)) + HexVector.Step(cell.Digit(level));
        }

        // Cells of base cells in the middle of a face never leave it.
        if (!isPentagon && (Resolution == 0 || home.At.Sum == 0))
        {
            return new FacePlace(home.Face, at);
        }

        var turned = Icosahedron.IsTurned(Resolution);
        var even = turned ? Resolution + 1 : Resolution;
        var place = new FacePlace(home.Face, turned ? at.Finer(left: false) : at);
        if (place.Fold(even, out var folded, substrate: false, bridges: isPentagon && cell.LeadingDigit == I) != FacePlace.Reach.Beyond)
        {
            return new FacePlace(home.Face, at);
        }

        folded = isPentagon ? folded.Within(even, substrate: false) : folded;
        return turned ? folded with { At = folded.At.Coarser(left: false) } : folded;
    }

    private int Digit(int level) => (int)(Index >> (3 * (Finest - level))) & 7;

    private H3Cell With(int level, int digit)
    {
        var shift = 3 * (Finest - level);
        return new H3Cell((Index & ~(7UL << shift)) | ((ulong)digit << shift));
    }

    private H3Cell Turned(int[] turn)
    {
        var cell = this;
        for (var level = 1; level <= Resolution; level++)
        {
            cell = cell.With(level, turn[Digit(level)]);
        }

        return cell;
    }
}
