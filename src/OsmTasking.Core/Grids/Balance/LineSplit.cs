using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>Splits a part of an area into tasks whose borders follow lines where they can.</summary>
internal static class LineSplit
{
    /// <summary>Blocks with more than this share of a task's work are cut freely, so that tasks can be even.</summary>
    private const double LargestBlock = 0.34;

    /// <summary>Blocks larger than so many tasks' shares of the area are cut too: the sea, or a wood, would else lie beside everything.</summary>
    private const double WidestBlock = 2;

    /// <summary>Splits a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="units">Its work.</param>
    /// <param name="tasks">How many tasks.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="cut">Cuts a piece, which holds some of these units, into as many as it names.</param>
    /// <param name="tolerance">By how much of the mean a task may be larger.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The tasks; nothing if the lines do not make blocks.</returns>
    internal static List<(Geometry Shape, double Minutes)>? Run(
        BalancePart part, WorkUnit[] units, int tasks, IReadOnlyList<(LineString Line, LineRank Rank)> lines, Func<WorkUnit[], Func<Piece, List<Piece>>> cut, double tolerance, CancellationToken cancellationToken)
    {
        if (LineNet.Of(part.Shape, lines, units, part.Frame) is not { Blocks.Count: > 1 } net)
        {
            return null;
        }

        var largest = units.Sum(unit => unit.Minutes) / tasks * LargestBlock;
        var widest = part.Piece.Area / tasks * WidestBlock;
        var counted = units.Length;
        if (part.LandMinutes <= 0)
        {
            // As good as no work: so that blocks without any can be cut evenly.
            units = [.. units, .. WorkUnits.Land(part.Region, part.Piece, largest * 1e-6, tasks)];
        }
        var pieces = new List<Piece>();
        foreach (var block in Filled(net, units))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var parts = (int)Math.Ceiling(Math.Max(block.Units.Sum(unit => units[unit].Minutes) / largest - 1e-3, block.Area / widest));
            pieces.AddRange(parts > 1 ? cut(units)(block with { Tasks = parts }) : [block]);
        }

        var graph = BlockGraph.Of(pieces, units, net);
        var shapes = pieces.ConvertAll(piece => piece.Shape(GeoJsonGeometry.Factory));
        return new BlockParting(graph, tolerance, cancellationToken).Part([.. Enumerable.Range(0, pieces.Count)], tasks)
            .ConvertAll(task => (Union([.. task.Select(block => shapes[block])]), task.Sum(block => pieces[block].Units.Where(unit => unit < counted).Sum(unit => units[unit].Minutes))));
    }

    private static Geometry Union(Polygon[] blocks) =>
        blocks.Length == 1 ? blocks[0] : GeoJsonGeometry.Factory.CreateGeometry(CoverageUnion.Union(GeoJsonGeometry.Factory.CreateMultiPolygon(blocks)));

    /// <summary>The blocks with their work; a building belongs where its outline is, since no line runs through it.</summary>
    private static IEnumerable<Piece> Filled(LineNet net, WorkUnit[] units)
    {
        var regions = net.Blocks.ConvertAll(block => new Region(block.Piece.Rings));
        var tree = new STRtree<int>();
        for (var index = 0; index < regions.Count; index++)
        {
            var shell = net.Blocks[index].Piece.Rings[0];
            var box = new Envelope();
            Array.ForEach(shell, knot => box.ExpandToInclude(knot.At.X, knot.At.Y));
            tree.Insert(box, index);
        }

        var held = net.Blocks.ConvertAll(_ => new List<int>());
        for (var unit = 0; unit < units.Length; unit++)
        {
            var (x, y) = units[unit].Footprint is { } footprint ? (footprint.Outline[0], footprint.Outline[1]) : (units[unit].X, units[unit].Y);
            var near = tree.Query(new Envelope(x, x, y, y));
            var block = near.Where(index => regions[index].Holds(x, y)).DefaultIfEmpty(-1).Min();
            if (block < 0)
            {
                // On the very border, or beyond it by rounding.
                var place = new Point(x, y);
                block = tree.Query(new Envelope(x - 50, x + 50, y - 50, y + 50)).DefaultIfEmpty(0)
                    .MinBy(index => net.Blocks[index].Piece.Rings.Min(ring => ring.Min(knot => Math.Abs(knot.At.X - place.X) + Math.Abs(knot.At.Y - place.Y))));
            }

            held[block].Add(unit);
        }

        return net.Blocks.Select((block, index) => block.Piece with { Units = [.. held[index]] });
    }
}
