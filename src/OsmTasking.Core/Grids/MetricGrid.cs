using System.Collections;
using System.Globalization;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids.Balance;

namespace OsmTasking.Core.Grids;

/// <summary>Covers an area with squares of some metres on a lattice that does not hang on the area.</summary>
/// <remarks>
/// Rows are counted from the equator, columns from 180° west; there is a whole number of columns round the reference parallel,
/// the area's middle rounded to a tenth of a degree. So one place has one key, and areas with the same reference share their
/// lattice. Lengths are on the sphere of radius 6,371,007 m. Cells partition the area as those of <see cref="TileGrid"/> do.
/// </remarks>
public static class MetricGrid
{
    /// <summary>The smallest and the largest side, in metres.</summary>
    public const double Smallest = 10, Largest = 100_000;

    /// <summary>How much wider or narrower than asked a cell may be, as a share.</summary>
    public const double MostDistortion = 0.05;

    /// <summary>Cuts an area.</summary>
    /// <param name="area">The area; between the latitudes ±89.9.</param>
    /// <param name="metres">Side of the squares, <see cref="Smallest"/> to <see cref="Largest"/>.</param>
    /// <param name="clip">Whether cells at the border keep only what lies in the area; otherwise they stay whole.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The cells; shapes are made each time one is asked for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such side.</exception>
    /// <exception cref="GridLimitException">Too many cells, or the area reaches so far north and south that widths differ by more than <see cref="MostDistortion"/>.</exception>
    public static IReadOnlyList<GridTask> Cover(AreaOfInterest area, double metres, bool clip, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(area);
        if (metres is not (>= Smallest and <= Largest))
        {
            throw new ArgumentOutOfRangeException(nameof(metres), metres, $"must be {Smallest} to {Largest}");
        }

        var reference = Math.Round(area.Bounds.Centre.Y, 1);
        if (Math.Max(Math.Abs(area.Bounds.MinY), Math.Abs(area.Bounds.MaxY)) > 89.9 || Distortion(area, reference) > MostDistortion)
        {
            throw new GridLimitException($"Squares of equal width are not to be had from latitude {area.Bounds.MinY:F2} to {area.Bounds.MaxY:F2}: their width would differ by {Distortion(area, reference):P0}, {MostDistortion:P0} is the most. Split the area from north to south, or use tiles.");
        }

        var lines = new MetricLines(metres, reference);
        var bounds = new GridBounds(
            TileGrid.MostCells,
            () => new GridLimitException($"The grid of {metres} m squares would have more than {TileGrid.MostCells} tasks, which is the most: choose larger squares or a smaller area."),
            () => new GridLimitException($"The border of the area is too intricate for a grid of {metres} m squares: choose larger ones or simplify it."));
        return new Cells(GridDescent.Run(Ring.Of(area.Shape), lines.Root(area.Bounds), lines, bounds, cancellationToken), lines, clip);
    }

    /// <summary>By how much the widths of cells differ from the side asked for, as a share: the worst case.</summary>
    internal static double Distortion(AreaOfInterest area, double reference)
    {
        var asked = Math.Cos(reference * Math.PI / 180);
        return Math.Max(Error(area.Bounds.MinY), Error(area.Bounds.MaxY));
        double Error(double latitude) => Math.Abs((Math.Cos(latitude * Math.PI / 180) / asked) - 1);
    }

    private sealed class MetricLines : GridLines
    {
        private readonly double _metres;
        private readonly int _columns;
        private readonly double _height;
        private readonly int _north;

        internal MetricLines(double metres, double reference)
        {
            (_metres, Reference) = (metres, reference);
            _columns = (int)Math.Max(4, Math.Round(360 * Frame.MetresPerDegree * Math.Cos(reference * Math.PI / 180) / metres));
            _height = metres / Frame.MetresPerDegree;
            _north = (int)Math.Ceiling(90 / _height);
        }

        internal double Reference { get; }

        internal override double X(int column) => (column / (double)_columns * 360) - 180;

        internal override double Y(int row) => (_north - row) * _height;

        internal string Key(int column, int row) => string.Create(CultureInfo.InvariantCulture, $"m{_metres}@{Reference}/{_north - row - 1}/{column}");

        internal Block Root(NetTopologySuite.Geometries.Envelope box)
        {
            var (west, east) = ((int)Math.Floor((box.MinX + 180) / 360 * _columns), (int)Math.Floor((box.MaxX + 180) / 360 * _columns));
            var (north, south) = (_north - (int)Math.Floor(box.MaxY / _height) - 1, _north - (int)Math.Floor(box.MinY / _height) - 1);
            // One more on each side, since the lines are rounded otherwise than these quotients.
            return Block.Around(west - 1, north - 1, east + 1, south + 1);
        }
    }

    private sealed class Cells(CellRuns runs, MetricLines lines, bool clip) : IReadOnlyList<GridTask>
    {
        public int Count => runs.Count;

        public GridTask this[int index]
        {
            get
            {
                var cell = runs[index];
                var box = lines.BoxOf(new Block(0, cell.Column, cell.Row));
                var key = lines.Key(cell.Column, cell.Row);
                return clip && cell.Rings is { } rings
                    ? new GridTask(key, RingAssembly.CellShape(rings), IsWhole: false)
                    : new GridTask(key, Grids.Tile.Outline(new NetTopologySuite.Geometries.Envelope(box.West, box.East, box.South, box.North)), IsWhole: true);
            }
        }

        public IEnumerator<GridTask> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
