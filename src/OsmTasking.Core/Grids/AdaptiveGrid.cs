using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids.Balance;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids;

/// <summary>Covers an area with tiles of several zooms: smaller ones where there is more to do.</summary>
/// <remarks>A fast preview: for tasks of equal work take <see cref="BalancedSplit"/>. Cells partition the area as those of <see cref="TileGrid"/> do.</remarks>
public static class AdaptiveGrid
{
    /// <summary>Cuts an area.</summary>
    /// <param name="area">The area; it must lie between the latitudes ±<see cref="Tile.EdgeLatitude"/>.</param>
    /// <param name="survey">What there is to map; each building counts in the tile of its centroid.</param>
    /// <param name="mostMinutes">The most work of a task; more than 0. Tiles at <paramref name="deepest"/> may have more.</param>
    /// <param name="deepest">The deepest zoom of a tile, 0 to <see cref="Tile.DeepestZoom"/>.</param>
    /// <param name="clip">Whether cells at the border keep only what lies in the area; otherwise they stay whole tiles.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The cells in quadtree order, numbered from 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="GridLimitException">There would be more than <see cref="TileGrid.MostCells"/> cells, or the area reaches beyond the tiles.</exception>
    public static IReadOnlyList<TaskOutline> Cover(AreaOfInterest area, WorkSurvey survey, double mostMinutes, int deepest, bool clip, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(survey);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostMinutes);
        TileGrid.Demand(area, deepest);
        var points = survey.Points.Concat(survey.Footprints.Select(building => (building.Outline.Centroid.X, building.Outline.Centroid.Y, building.Minutes)))
            .Where(point => area.Bounds.Contains(point.Item1, point.Item2)).ToArray();
        var run = new Run(survey.Model.PerSquareKilometre, mostMinutes, deepest, clip, cancellationToken);
        run.Descend(Tile.Holding(area.Bounds, deepest), Ring.Of(area.Shape), points);
        return run.Cells;
    }

    private sealed class Run(double perSquareKilometre, double mostMinutes, int deepest, bool clip, CancellationToken cancellationToken)
    {
        internal List<TaskOutline> Cells { get; } = [];

        internal void Descend(TileKey tile, Ring[] rings, (double X, double Y, double Minutes)[] points)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = clip ? RingAssembly.ValidShape(rings) : RingAssembly.Shape(rings);
            if (part is null)
            {
                return;
            }

            var land = perSquareKilometre > 0 ? SphericalArea.SquareMetres(part) / 1e6 * perSquareKilometre : 0;
            if (tile.Zoom == deepest || points.Sum(point => point.Minutes) + land <= mostMinutes)
            {
                Add(tile, rings, part);
                return;
            }

            var children = Tile.Children(tile);
            var middle = Tile.Edges(children[0]);
            var quarters = RingCut.Quarter(rings, middle.East, middle.South);
            for (var index = 0; index < quarters.Length; index++)
            {
                var (east, south) = ((index & 1) == 1, index > 1);
                if (quarters[index].Length > 0)
                {
                    Descend(children[index], quarters[index], Array.FindAll(points, point => point.X >= middle.East == east && point.Y < middle.South == south));
                }
            }
        }

        private void Add(TileKey tile, Ring[] rings, Geometry part)
        {
            var isWhole = !clip || (rings is [var only] && only.Frames(Tile.Edges(tile)));
            Cells.Add(new TaskOutline(Cells.Count + 1, isWhole ? Tile.Outline(tile) : part, tile, isWhole));
            if (Cells.Count > TileGrid.MostCells)
            {
                throw new GridLimitException(deepest);
            }
        }
    }
}
