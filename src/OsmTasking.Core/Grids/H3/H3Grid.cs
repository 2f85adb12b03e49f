using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Grids.H3;

/// <summary>Covers an area with cells of H3 of one resolution.</summary>
/// <remarks>
/// Cells keep the index that every other program gives them, so tasks can be joined with data held by H3. Their edges are taken
/// as straight in degrees between corners. A finer cell does not lie in its coarser one: split a task by its shape
/// (<see cref="TaskSplit"/>), not by children. Where the area's border crosses the edge of two cells the two may differ
/// in the last digit (10⁻¹²°).
/// </remarks>
public static class H3Grid
{
    /// <summary>The surface of the authalic sphere in m².</summary>
    private const double Globe = 4 * Math.PI * 6_371_007.1809 * 6_371_007.1809;

    /// <summary>Cuts an area.</summary>
    /// <param name="area">The area; it must lie between the latitudes ±<see cref="Tile.EdgeLatitude"/>.</param>
    /// <param name="resolution">0 to <see cref="H3Cell.Finest"/>; 7 is 5.2 km² on average, 8 0.74 km², 9 0.105 km².</param>
    /// <param name="clip">Whether cells at the border keep only what lies in the area; otherwise they stay whole.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The cells that hold a part of the area that has an extent, by index; the key of a task is that index as H3 writes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such resolution.</exception>
    /// <exception cref="GridLimitException">There would be more than <see cref="TileGrid.MostCells"/> cells, or the area reaches too far north or south.</exception>
    public static IReadOnlyList<GridTask> Cover(AreaOfInterest area, int resolution, bool clip, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(area);
        ArgumentOutOfRangeException.ThrowIfNegative(resolution);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(resolution, H3Cell.Finest);
        if (area.Bounds.MaxY > Tile.EdgeLatitude || area.Bounds.MinY < -Tile.EdgeLatitude)
        {
            throw new GridLimitException($"The area reaches from latitude {area.Bounds.MinY} to {area.Bounds.MaxY}; {Tile.EdgeLatitude:F4} north and south are the most: leave out what lies beyond.");
        }

        // Cells differ in size by less than half from their mean.
        if (area.SquareMetres / MeanSquareMetres(resolution) > 2.0 * TileGrid.MostCells)
        {
            throw TooMany(resolution);
        }

        var search = new CellSearch(resolution, cancellationToken);
        search.Descend(Ring.Of(area.Shape), area.Bounds);
        var snap = new CornerSnap();
        var cells = search.Found.Order().Select(index => new Candidate(new H3Cell(index), snap.Apply(new H3Cell(index).Outline()))).ToArray();
        var run = new Run(clip, resolution, cancellationToken);
        run.Descend(Array.FindAll(cells, cell => cell.Shape is Polygon), Ring.Of(area.Shape));
        foreach (var cell in cells.Where(cell => cell.Shape is not Polygon))
        {
            run.Leaf(cell, area.Shape); // Across the antimeridian: its box goes round the world.
        }

        run.Tasks.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return run.Tasks;
    }

    /// <summary>The mean area of the cells of a resolution, in m².</summary>
    internal static double MeanSquareMetres(int resolution) => Globe / (2 + (120 * Math.Pow(7, resolution)));

    internal static GridLimitException TooMany(int resolution) =>
        new($"The grid of H3 cells of resolution {resolution} would have more than {TileGrid.MostCells} tasks, which is the most: choose a lower resolution or a smaller area.");

    private sealed class Run(bool clip, int resolution, CancellationToken cancellationToken)
    {
        internal List<GridTask> Tasks { get; } = [];

        /// <summary>Carries the area down to halves of the cells, cut to the box of each half.</summary>
        internal void Descend(Candidate[] cells, Ring[] rings)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (cells.Length == 0 || rings.Length == 0)
            {
                return;
            }

            var all = new Envelope();
            Array.ForEach(cells, cell => all.ExpandToInclude(cell.Shape.EnvelopeInternal));
            var box = new Box(all.MinX, all.MinY, all.MaxX, all.MaxY);
            var kept = RingCut.Keep(RingCut.Keep(rings, 0, box.West, low: false), 0, box.East, low: true);
            kept = RingCut.Keep(RingCut.Keep(kept, 1, box.South, low: false), 1, box.North, low: true);
            if (kept is [var only] && only.Frames(box))
            {
                Array.ForEach(cells, cell => Add(cell, cell.Shape, isWhole: true));
            }
            else if (cells.Length == 1)
            {
                if (RingAssembly.ValidShape(kept) is { } part)
                {
                    Leaf(cells[0], part);
                }
            }
            else
            {
                var byX = all.Width * Math.Cos(all.Centre.Y * Math.PI / 180) > all.Height;
                var places = Array.ConvertAll(cells, cell => byX ? cell.Shape.EnvelopeInternal.Centre.X : cell.Shape.EnvelopeInternal.Centre.Y);
                Array.Sort(places, cells);
                Descend(cells[..(cells.Length / 2)], kept);
                Descend(cells[(cells.Length / 2)..], kept);
            }
        }

        internal void Leaf(Candidate cell, Geometry area)
        {
            if (CellCut.Part(area, cell.Shape) is { } part)
            {
                var isWhole = part.Area >= cell.Shape.Area * (1 - 1e-12);
                Add(cell, isWhole || !clip ? cell.Shape : part, isWhole || !clip);
            }
        }

        private void Add(Candidate cell, Geometry shape, bool isWhole)
        {
            Tasks.Add(new GridTask(cell.Cell.ToString(), shape, isWhole));
            if (Tasks.Count > TileGrid.MostCells)
            {
                throw TooMany(resolution);
            }
        }
    }

    private readonly record struct Candidate(H3Cell Cell, Geometry Shape);
}
