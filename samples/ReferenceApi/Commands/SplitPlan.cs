using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Grids.Balance;
using OsmTasking.Core.Grids.H3;

namespace ReferenceApi.Commands;

/// <summary>Which tasks the split command makes: exactly one of the kinds is given.</summary>
internal sealed record SplitPlan(int? Zoom, double? Metres, double? Hexes, int? H3, double? Adaptive, double? Balanced, int? Tasks)
{
    internal string? Extract { get; init; }

    internal bool FollowLines { get; init; }

    internal bool Clip { get; init; }

    internal double? LeastSquareMetres { get; init; }

    internal string? Preview { get; init; }

    /// <summary>Checks the options before anything is read.</summary>
    /// <exception cref="FormatException">They do not go together, or one is out of its range.</exception>
    internal void Demand()
    {
        object?[] kinds = [Zoom, Metres, Hexes, H3, Adaptive, Balanced, Tasks];
        if (kinds.Count(kind => kind is not null) != 1)
        {
            throw new FormatException("give exactly one of --zoom, --metres, --hexes, --h3, --adaptive, --balanced and --tasks");
        }

        Range("--zoom", Zoom, 0, Tile.DeepestZoom);
        Range("--metres", Metres, MetricGrid.Smallest, MetricGrid.Largest);
        Range("--hexes", Hexes, HexGrid.Shortest, HexGrid.Longest);
        Range("--h3", H3, 0, H3Cell.Finest);
        Range("--adaptive", Adaptive, 0.1, 1e6);
        Range("--balanced", Balanced, 0.1, 1e6);
        Range("--tasks", Tasks, 1, BalancedSplit.MostTasks);
        Range("--min-area", LeastSquareMetres, 0, 1e12);
        if ((Adaptive ?? Balanced) is not null && Extract is null)
        {
            throw new FormatException($"{(Adaptive is null ? "--balanced" : "--adaptive")} needs --extract, to know what there is to map; --tasks does without");
        }

        if (FollowLines && ((Balanced ?? Tasks) is null || Extract is null))
        {
            throw new FormatException("--follow-lines goes with --balanced or --tasks, and needs --extract, to know the lines");
        }
    }

    internal (IReadOnlyList<GridTask> Tasks, IReadOnlyList<double>? Minutes, SplitQuality? Quality) Cut(AreaOfInterest area, WorkSurvey survey, IProgress<BalanceProgress> progress, CancellationToken cancellationToken)
    {
        if ((Balanced ?? Tasks) is not null)
        {
            var options = new BalanceOptions { TargetMinutes = Balanced ?? 30, TaskCount = Tasks, FollowLines = FollowLines };
            var split = BalancedSplit.Split(area, survey, options, progress, cancellationToken);
            return ([.. split.Tasks.Select(task => new GridTask($"b{task.Number}", task.Shape, IsWhole: false))], split.Minutes, split.Quality);
        }

        var cells = Metres is { } metres ? MetricGrid.Cover(area, metres, Clip, cancellationToken)
            : Hexes is { } edge ? HexGrid.Cover(area, edge, Clip, cancellationToken)
            : H3 is { } resolution ? H3Grid.Cover(area, resolution, Clip, cancellationToken)
            : Adaptive is { } minutes ? [.. AdaptiveGrid.Cover(area, survey, minutes, deepest: 18, Clip, cancellationToken).Select(GridTask.Of)]
            : (IReadOnlyList<GridTask>)[.. TileGrid.Cover(area, Zoom!.Value, Clip, cancellationToken).Select(GridTask.Of)];
        return (LeastSquareMetres is { } least ? SliverMerge.Apply(cells, new SliverPolicy(least)) : cells, null, null);
    }

    private static void Range(string name, double? value, double least, double most)
    {
        if (value is { } given && !(given >= least && given <= most))
        {
            throw new FormatException($"{name} must be {least} to {most}; it is {given}");
        }
    }
}
