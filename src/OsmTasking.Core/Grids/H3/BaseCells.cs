using System.Collections.Frozen;

namespace OsmTasking.Core.Grids.H3;

/// <summary>The 122 cells of resolution 0, twelve of them pentagons, and how each lies on the faces it touches.</summary>
/// <remarks>Numbering and orientation are those of H3 (Uber, Apache License 2.0).</remarks>
internal static class BaseCells
{
    internal const int Count = 122;

    /// <summary>Face (A to T) and lattice place of each cell on its home face.</summary>
    private const string Homes =
        "B100C110B000C100A200B110B001C000A100C010B010B011D100D110L200E100A000G010A001C011H001C001A110G001K200G000D000L100E110D010" +
        "A011E000F010A010H010L110H000K100M200G101H101E001D001D011E010G100L000I001F001O200F000M100K110E011M110H100L010K000N200K001" +
        "L001J010I010G200I000J001O100F101Q011I101F100M000H200M010K010J000N100Q001P011P010Q010O110N110F200I100O000J101O001R001M001" +
        "Q000R011P001Q101J100P000N000I200N010R101T010O010T011R010N001R000Q100J200P101P100S011S001T001R100T000S010S101T200T100S000" +
        "T101S100";

    /// <summary>Turns of 60° to the left from a face's lattice to that of the cell's home, by place: 9i + 3j + k. The faces lie in four rings of five.</summary>
    private static readonly string[] TurnsOfRings =
        ["000003133055000100055105100", "003033333003300303033300330", "003033333033000303033303300", "000003133005100100055100110"];

    /// <summary>Where the missing sixth of a pentagon is bridged by a turn to the right, by its number; the polar two always to the left.</summary>
    private static readonly FrozenDictionary<int, (int, int)> Pentagons = FrozenDictionary.ToFrozenDictionary<int, (int, int)>(
    [
        new(4, (-1, -1)), new(14, (2, 6)), new(24, (1, 5)), new(38, (3, 7)), new(49, (0, 9)), new(58, (4, 8)),
        new(63, (11, 15)), new(72, (12, 16)), new(83, (10, 19)), new(97, (13, 17)), new(107, (14, 18)), new(117, (-1, -1)),
    ]);

    private static readonly (int Cell, int Turns)[] ByPlace = Places();

    internal static bool IsPentagon(int cell) => Pentagons.ContainsKey(cell);

    internal static bool TurnsRightOn(int pentagon, int face) => Pentagons[pentagon] is var (one, other) && (one == face || other == face);

    /// <summary>The face and place a cell is described from.</summary>
    internal static FacePlace Home(int cell)
    {
        var text = Homes.AsSpan(cell * 4, 4);
        return new FacePlace(text[0] - 'A', new HexVector(text[1] - '0', text[2] - '0', text[3] - '0'));
    }

    /// <summary>The cell at a place of a face, up to two steps from its middle along each axis.</summary>
    internal static (int Cell, int Turns) At(int face, HexVector at) => ByPlace[(face * 27) + (9 * at.I) + (3 * at.J) + at.K];

    private static (int Cell, int Turns)[] Places()
    {
        var centres = Enumerable.Range(0, Count).Select(cell => Home(cell).Centre(0)).ToList();
        var places = new (int, int)[20 * 27];
        for (var index = 0; index < places.Length; index++)
        {
            var (face, rest) = (index / 27, index % 27);
            var at = HexVector.Of(rest / 9, rest / 3 % 3, rest % 3);
            var (longitude, latitude) = new FacePlace(face, at).Within(0, false).Centre(0);
            var cell = Enumerable.Range(0, Count).MinBy(cell => Distance(centres[cell].Longitude, centres[cell].Latitude, longitude, latitude));

            // At the poles the five faces of a ring have a turn each.
            var turns = cell == 4 && rest == 18 ? face % 5 : cell == 117 && rest == 18 ? (5 - (face % 5) + 4) % 5 : TurnsOfRings[face / 5][rest] - '0';
            places[index] = (cell, turns);
        }

        return places;
    }

    private static double Distance(double longitude1, double latitude1, double longitude2, double latitude2)
    {
        var (a, b) = (latitude1 * Math.PI / 180, latitude2 * Math.PI / 180);
        return Math.Acos(Math.Clamp((Math.Sin(a) * Math.Sin(b)) + (Math.Cos(a) * Math.Cos(b) * Math.Cos((longitude1 - longitude2) * Math.PI / 180)), -1, 1));
    }
}
