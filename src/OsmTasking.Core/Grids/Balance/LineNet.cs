using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Noding;
using NetTopologySuite.Operation.Polygonize;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>The blocks that lines part an area into, sharing their sides.</summary>
internal sealed class LineNet
{
    private readonly Dictionary<((double, double), (double, double)), Seam> _seams = [];
    private readonly Dictionary<Seam, LineRank> _ranks = new(ReferenceEqualityComparer.Instance);

    /// <summary>Gets the blocks; together they are the area.</summary>
    internal List<(Piece Piece, Polygon Shape)> Blocks { get; } = [];

    /// <summary>The rank of the line a seam lies on; none for borders that were cut freely, and for the border of the area.</summary>
    internal LineRank? RankOf(Seam seam) => _ranks.TryGetValue(seam, out var rank) ? rank : null;

    /// <summary>Parts an area along lines.</summary>
    /// <param name="area">The area.</param>
    /// <param name="lines">The lines. Where one runs into a footprint it is left out.</param>
    /// <param name="units">What there is to map in the area.</param>
    /// <param name="frame">Where places get their metres.</param>
    /// <returns>The net; or nothing if its blocks do not make up the area, which takes lines closer than rounding.</returns>
    internal static LineNet? Of(Polygon area, IReadOnlyList<(LineString Line, LineRank Rank)> lines, WorkUnit[] units, Frame frame)
    {
        var strings = new List<ISegmentString>();
        foreach (var ring in area.InteriorRings.Prepend(area.ExteriorRing))
        {
            strings.Add(new NodedSegmentString(ring.Coordinates, null));
        }

        var obstacles = Obstacles(units);
        foreach (var (line, rank) in lines)
        {
            if (line.EnvelopeInternal.Intersects(area.EnvelopeInternal))
            {
                strings.AddRange(Runs(line, obstacles, frame).Select(run => new NodedSegmentString(run, rank)));
            }
        }

        var noder = new MCIndexNoder(new IntersectionAdder(new NetTopologySuite.Algorithm.RobustLineIntersector()));
        noder.ComputeNodes(strings);
        var net = new LineNet();
        var edges = new Dictionary<((double, double), (double, double)), LineRank?>();
        foreach (var part in noder.GetNodedSubstrings())
        {
            for (var index = 1; index < part.Count; index++)
            {
                var edge = Undirected(part.Coordinates[index - 1], part.Coordinates[index]);
                var rank = part.Context as LineRank?;
                if (edge.From != edge.To)
                {
                    edges[edge] = edges.TryGetValue(edge, out var known) && known > rank ? known : rank ?? known;
                }
            }
        }

        net.Collect(area, edges, frame);
        return Math.Abs(net.Blocks.Sum(block => block.Shape.Area) - area.Area) <= area.Area * 1e-9 ? net : null;
    }

    private void Collect(Polygon area, Dictionary<((double X, double Y) From, (double X, double Y) To), LineRank?> edges, Frame frame)
    {
        var polygonizer = new Polygonizer();
        foreach (var chain in EdgeChains.Of(edges.Keys))
        {
            polygonizer.Add(area.Factory.CreateLineString(chain));
        }

        var inside = new Region([.. WorkUnits.Rings(area, frame)]);
        var blocks = polygonizer.GetPolygons().Cast<Polygon>().Where(block =>
        {
            var within = block.InteriorPoint;
            var spot = frame.Of(within.X, within.Y);
            return inside.Holds(spot.X, spot.Y);
        });
        foreach (var block in blocks.OrderBy(block => block.EnvelopeInternal.MinX).ThenBy(block => block.EnvelopeInternal.MinY).ThenBy(block => block.Area))
        {
            Blocks.Add((new Piece([.. WorkUnits.Rings(block, frame, (a, b) => SeamOf(a, b, edges))], [], 1), block));
        }
    }

    private Seam SeamOf(Spot a, Spot b, Dictionary<((double X, double Y) From, (double X, double Y) To), LineRank?> edges)
    {
        var key = Undirected(new Coordinate(a.Longitude, a.Latitude), new Coordinate(b.Longitude, b.Latitude));
        if (!_seams.TryGetValue(key, out var seam))
        {
            _seams[key] = seam = new Seam(a, b);
            if (edges.TryGetValue(key, out var rank) && rank is { } known)
            {
                _ranks[seam] = known;
            }
        }

        return seam;
    }

    private static ((double X, double Y) From, (double X, double Y) To) Undirected(Coordinate a, Coordinate b) =>
        a.CompareTo(b) <= 0 ? ((a.X, a.Y), (b.X, b.Y)) : ((b.X, b.Y), (a.X, a.Y));

    private static STRtree<double[]> Obstacles(WorkUnit[] units)
    {
        var tree = new STRtree<double[]>();
        foreach (var unit in units)
        {
            if (unit.Footprint is { } footprint)
            {
                tree.Insert(footprint.Box, footprint.Outline);
            }
        }

        tree.Build();
        return tree;
    }

    /// <summary>The runs of a line between the footprints it passes through.</summary>
    private static IEnumerable<Coordinate[]> Runs(LineString line, STRtree<double[]> obstacles, Frame frame)
    {
        var run = new List<Coordinate>();
        foreach (var place in line.Coordinates)
        {
            if (run.Count > 0 && run[^1].Equals2D(place))
            {
                continue;
            }

            if (run.Count > 0 && IsBlocked(run[^1], place, obstacles, frame))
            {
                if (run.Count > 1)
                {
                    yield return [.. run];
                }

                run.Clear();
            }

            run.Add(new Coordinate(place.X, place.Y));
        }

        if (run.Count > 1)
        {
            yield return [.. run];
        }
    }

    private static bool IsBlocked(Coordinate a, Coordinate b, STRtree<double[]> obstacles, Frame frame)
    {
        var (from, to) = (frame.Of(a.X, a.Y), frame.Of(b.X, b.Y));
        foreach (var outline in obstacles.Query(new Envelope(from.X, to.X, from.Y, to.Y)))
        {
            if (Footprint.Meets(outline, from, to))
            {
                return true;
            }
        }

        return false;
    }
}
