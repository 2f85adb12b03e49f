namespace OsmTasking.Core.Grids.Balance;

/// <summary>Blocks and which of them lie side by side: what tasks whose borders follow lines are put together from.</summary>
internal sealed class BlockGraph
{
    /// <summary>What a metre of border costs: freely cut, and along lines of each rank.</summary>
    private const double Free = 1.6, Path = 0.75, Street = 0.5, Major = 0.3;

    private readonly List<(int Other, double Cost)>[] _sides;

    private BlockGraph(double[] work, double[] area, List<(int Other, double Cost)>[] sides) => (Work, Area, _sides) = (work, area, sides);

    internal double[] Work { get; }

    internal double[] Area { get; }

    internal IReadOnlyList<(int Other, double Cost)> Sides(int block) => _sides[block];

    internal static BlockGraph Of(IReadOnlyList<Piece> pieces, WorkUnit[] units, LineNet net)
    {
        var open = new Dictionary<((double, double), (double, double)), (int Block, double Cost)>();
        var sides = new Dictionary<(int, int), double>();
        for (var block = 0; block < pieces.Count; block++)
        {
            foreach (var ring in pieces[block].Rings)
            {
                var walk = Piece.Walk(ring).ToList();
                for (var index = 0; index < walk.Count; index++)
                {
                    var ((from, seam), to) = (walk[index], walk[(index + 1) % walk.Count].At);
                    var (a, b) = ((from.Longitude, from.Latitude), (to.Longitude, to.Latitude));
                    if (open.Remove((b, a), out var met))
                    {
                        var key = (Math.Min(met.Block, block), Math.Max(met.Block, block));
                        sides[key] = sides.GetValueOrDefault(key) + met.Cost;
                    }
                    else
                    {
                        open[(a, b)] = (block, from.DistanceTo(to) * CostOf(net.RankOf(seam)));
                    }
                }
            }
        }

        var lists = Array.ConvertAll(new int[pieces.Count], _ => new List<(int Other, double Cost)>());
        foreach (var ((one, other), cost) in sides.Where(side => side.Key.Item1 != side.Key.Item2).OrderBy(side => side.Key))
        {
            lists[one].Add((other, cost));
            lists[other].Add((one, cost));
        }

        return new BlockGraph([.. pieces.Select(piece => piece.Units.Sum(unit => units[unit].Minutes))], [.. pieces.Select(piece => piece.Area)], lists);
    }

    private static double CostOf(LineRank? rank) => rank switch { LineRank.Major => Major, LineRank.Street => Street, LineRank.Path => Path, _ => Free };
}
