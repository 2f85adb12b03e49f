using System.Globalization;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Grids;

/// <summary>Covers an area with hexagons that are regular on the mercator map.</summary>
/// <remarks>
/// Corners are points of one lattice over the whole map, for each edge length and reference parallel, which is the area's
/// middle rounded to a degree: so neighbours share them bit for bit, and one place has one key. Where the area's border
/// crosses an edge of two hexagons the two may differ in the last digit (10⁻¹²°).
/// </remarks>
public static class HexGrid
{
    /// <summary>The shortest and the longest edge, in metres.</summary>
    public const double Shortest = 10, Longest = 100_000;

    private const double Radius = 6_371_007.18;

    /// <summary>Cuts an area.</summary>
    /// <param name="area">The area; it must lie between the latitudes ±<see cref="Tile.EdgeLatitude"/>.</param>
    /// <param name="edge">Length of an edge in metres at the reference parallel, <see cref="Shortest"/> to <see cref="Longest"/>.</param>
    /// <param name="clip">Whether cells at the border keep only what lies in the area; otherwise they stay whole.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The cells that hold a part of the area, from north to south.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such edge.</exception>
    /// <exception cref="GridLimitException">There would be more than <see cref="TileGrid.MostCells"/> cells, or the area reaches beyond the map.</exception>
    public static IReadOnlyList<GridTask> Cover(AreaOfInterest area, double edge, bool clip, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(area);
        if (edge is not (>= Shortest and <= Longest))
        {
            throw new ArgumentOutOfRangeException(nameof(edge), edge, $"must be {Shortest} to {Longest}");
        }

        if (area.Bounds.MaxY > Tile.EdgeLatitude || area.Bounds.MinY < -Tile.EdgeLatitude)
        {
            throw new GridLimitException($"The area reaches from latitude {area.Bounds.MinY} to {area.Bounds.MaxY}, but the mercator map ends at {Tile.EdgeLatitude:F4} north and south: leave out what lies beyond.");
        }

        var run = new Run(new HexLattice(edge, Math.Round(area.Bounds.Centre.Y)), clip, cancellationToken);
        var (west, south, east, north) = run.Lattice.Range(area.Bounds);
        if ((long)(east - west + 1) * (north - south + 1) > 40L * TileGrid.MostCells)
        {
            throw Run.TooMany(edge);
        }

        run.Descend(west, south, east, north, Ring.Of(area.Shape));
        run.Cells.Sort((a, b) => b.Row != a.Row ? b.Row.CompareTo(a.Row) : a.Column.CompareTo(b.Column));
        return run.Cells.ConvertAll(cell => cell.Task);
    }

    private sealed class Run(HexLattice lattice, bool clip, CancellationToken cancellationToken)
    {
        internal HexLattice Lattice => lattice;

        internal List<(int Column, int Row, GridTask Task)> Cells { get; } = [];

        internal static GridLimitException TooMany(double edge) =>
            new($"The grid of hexagons of {edge} m would have more than {TileGrid.MostCells} tasks, which is the most: choose longer edges or a smaller area.");

        internal void Descend(int west, int south, int east, int north, Ring[] rings)
        {
            if (rings.Length == 0)
            {
                return;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var box = lattice.Box(west, south, east, north);
            if (rings is [var only] && only.Frames(box))
            {
                for (var row = south; row <= north; row++)
                {
                    for (var column = west; column <= east; column++)
                    {
                        Add(column, row, lattice.Outline(column, row), isWhole: true);
                    }
                }

                return;
            }

            if (west == east && south == north)
            {
                Leaf(west, south, rings);
                return;
            }

            var (column1, row1) = ((west + east) >> 1, (south + north) >> 1); // Rounded down, south and west of the middle too.
            foreach (var (w, s, e, n) in new[] { (west, row1 + 1, column1, north), (column1 + 1, row1 + 1, east, north), (west, south, column1, row1), (column1 + 1, south, east, row1) })
            {
                if (w <= e && s <= n)
                {
                    Descend(w, s, e, n, Inside(rings, lattice.Box(w, s, e, n)));
                }
            }
        }

        private static Ring[] Inside(Ring[] rings, Box box)
        {
            var kept = RingCut.Keep(RingCut.Keep(rings, 0, box.West, low: false), 0, box.East, low: true);
            return RingCut.Keep(RingCut.Keep(kept, 1, box.South, low: false), 1, box.North, low: true);
        }

        private void Leaf(int column, int row, Ring[] rings)
        {
            var hexagon = lattice.Outline(column, row);
            if (RingAssembly.ValidShape(rings) is { } carried && CellCut.Part(carried, hexagon) is { } part)
            {
                var isWhole = !clip || part.Area >= hexagon.Area * (1 - 1e-12);
                Add(column, row, isWhole ? hexagon : part, isWhole);
            }
        }

        private void Add(int column, int row, Geometry shape, bool isWhole)
        {
            Cells.Add((column, row, new GridTask(lattice.Key(column, row), shape, isWhole)));
            if (Cells.Count > TileGrid.MostCells)
            {
                throw TooMany(lattice.Edge);
            }
        }
    }

    /// <summary>Points of the lattice: every second one in a row of steps east, half an edge apart in steps north.</summary>
    private sealed class HexLattice(double edge, double reference)
    {
        private readonly double _north = edge / 2 / (Radius * Math.Cos(reference * Math.PI / 180));
        private readonly double _east = Math.Sqrt(3) * edge / 2 / (Radius * Math.Cos(reference * Math.PI / 180));

        internal double Edge => edge;

        internal string Key(int column, int row) => string.Create(CultureInfo.InvariantCulture, $"h{edge}@{reference}/{row}/{column}");

        /// <summary>The columns and rows whose hexagons may meet a box.</summary>
        internal (int West, int South, int East, int North) Range(Envelope box) => (
            (int)Math.Floor(box.MinX * Math.PI / 180 / _east / 2) - 1,
            (int)Math.Floor(Mercator(box.MinY) / _north / 3) - 1,
            (int)Math.Ceiling(box.MaxX * Math.PI / 180 / _east / 2) + 1,
            (int)Math.Ceiling(Mercator(box.MaxY) / _north / 3) + 1);

        /// <summary>A box that holds some hexagons.</summary>
        internal Box Box(int west, int south, int east, int north) =>
            new(X((2 * west) - 1), Y((3 * south) - 2), X((2 * east) + 2), Y((3 * north) + 2));

        internal Polygon Outline(int column, int row)
        {
            var (i, j) = ((2 * column) + (row & 1), 3 * row);
            Coordinate[] ring = [Place(i, j - 2), Place(i + 1, j - 1), Place(i + 1, j + 1), Place(i, j + 2), Place(i - 1, j + 1), Place(i - 1, j - 1), Place(i, j - 2)];
            return GeoJsonGeometry.Factory.CreatePolygon(ring);
        }

        private static double Mercator(double latitude) => Math.Log(Math.Tan((Math.PI / 4) + (latitude * Math.PI / 360)));

        private Coordinate Place(int i, int j) => new(X(i), Y(j));

        private double X(int i) => i * _east * 180 / Math.PI;

        private double Y(int j) => Math.Atan(Math.Sinh(j * _north)) * 180 / Math.PI;
    }
}
