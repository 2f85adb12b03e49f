using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Grids.Balance;
using OsmTasking.Core.Grids.H3;
using OsmTasking.Core.Tasks;
using OsmTasking.Extraction.Features;
using ReferenceApi.Commands;
using ReferenceApi.Wire;

namespace ReferenceApi.MapPage;

/// <summary>The tasks a manager is about to make: a kind of grid, its size, and cells split or merged by hand.</summary>
/// <remarks>Nothing is kept between preview and publishing: the same choices give the same cells, with the same numbers.</remarks>
internal sealed class GridDraft
{
    /// <summary>More cells than this are not split or merged by hand, nor drawn.</summary>
    internal const int MostShown = 5000;

    private const int MostEdits = 500;
    private const int MostFeatures = 400_000;
    private static readonly string[] Kinds = ["tiles", "metres", "hexagons", "h3", "balanced"];

    private readonly string _kind;
    private readonly double _size;
    private readonly bool _clip;
    private readonly bool _lines;
    private readonly double? _least;
    private readonly List<(bool IsSplit, IReadOnlyList<int> Cells, int Parts)> _edits;
    private readonly JsonBody _body;

    private GridDraft(JsonBody body, string kind, double size)
    {
        (_body, _kind, _size) = (body, kind, size);
        (_clip, _lines) = (body.Flag("clip"), body.Flag("followLines"));
        _least = body.Has("minArea") ? Number(body, "minArea", 0, 1e12) : null;
        _edits = body.Has("edits") ? [.. body.Objects("edits", MostEdits).Select(Edit)] : [];
    }

    internal bool IsBalanced => _kind == "balanced";

    /// <summary>Reads the choices: kind and size, or a zoom alone for tiles.</summary>
    internal static GridDraft Of(JsonBody body)
    {
        var kind = body.OptionalText("kind", 20) ?? "tiles";
        var size = kind switch
        {
            "tiles" => body.Has("zoom") || !body.Has("size") ? Number(body, "zoom", 0, Tile.DeepestZoom) : Number(body, "size", 0, Tile.DeepestZoom),
            "metres" => Number(body, "size", MetricGrid.Smallest, MetricGrid.Largest),
            "hexagons" => Number(body, "size", HexGrid.Shortest, HexGrid.Longest),
            "h3" => Number(body, "size", 0, H3Cell.Finest),
            "balanced" => Number(body, "size", 0.5, 1e5),
            _ => throw body.Refuse("kind", $"is none of {string.Join(", ", Kinds)}"),
        };
        return size != Math.Floor(size) && kind is "tiles" or "h3" ? throw body.Refuse(kind == "tiles" ? "zoom" : "size", "is not a whole number") : new GridDraft(body, kind, size);
    }

    /// <summary>Makes the cells, numbered from 1, those made by hand after the others.</summary>
    /// <param name="area">The area.</param>
    /// <param name="survey">What there is to map, for balanced tasks.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="GridLimitException">There would be too many.</exception>
    internal IReadOnlyList<TaskOutline> Cut(AreaOfInterest area, WorkSurvey survey, CancellationToken cancellationToken)
    {
        var cells = _kind switch
        {
            "tiles" when _least is null => TileGrid.Cover(area, (int)_size, _clip, cancellationToken),
            "tiles" => Merged([.. TileGrid.Cover(area, (int)_size, _clip, cancellationToken).Select(GridTask.Of)]),
            "metres" => Merged(MetricGrid.Cover(area, _size, _clip, cancellationToken)),
            "hexagons" => Merged(HexGrid.Cover(area, _size, _clip, cancellationToken)),
            "h3" => Merged(H3Grid.Cover(area, (int)_size, _clip, cancellationToken)),
            _ => BalancedSplit.Split(area, survey, new BalanceOptions { TargetMinutes = _size, FollowLines = _lines }, progress: null, cancellationToken).Tasks,
        };
        if (_edits.Count == 0)
        {
            return cells;
        }

        if (cells.Count > MostShown)
        {
            throw _body.Refuse("edits", $"are for {MostShown} cells at the most; there are {cells.Count}");
        }

        var edited = cells.ToDictionary(cell => cell.Number);
        var next = cells.Count + 1;
        foreach (var edit in _edits)
        {
            foreach (var piece in Apply(edit, edited, survey))
            {
                edited[next] = piece with { Number = next };
                next++;
            }
        }

        return [.. edited.Values.OrderBy(cell => cell.Number)];
    }

    /// <summary>Reads what the imported extract holds in the area.</summary>
    internal async Task<WorkSurvey> SurveyAsync(AreaOfInterest area, IFeatureStore features, CancellationToken cancellationToken)
    {
        var survey = new WorkSurvey();
        var read = 0;
        await foreach (var feature in features.QueryAsync(area.Shape, cancellationToken))
        {
            SplitSurvey.Add(survey, feature.Tags, feature.Shape);
            if (++read > MostFeatures)
            {
                throw _body.Refuse("areaOfInterest", $"holds more than {MostFeatures} features of the extract: use the command 'osmtasking split', or a smaller area");
            }
        }

        return survey;
    }

    private IReadOnlyList<TaskOutline> Merged(IReadOnlyList<GridTask> cells)
    {
        var kept = _least is { } least && _clip ? SliverMerge.Apply(cells, new SliverPolicy(least)) : cells;
        return [.. kept.Select((cell, index) => cell.ToOutline(index + 1))];
    }

    private List<TaskOutline> Apply((bool IsSplit, IReadOnlyList<int> Cells, int Parts) edit, Dictionary<int, TaskOutline> cells, WorkSurvey survey)
    {
        var chosen = edit.Cells.Select(number => cells.GetValueOrDefault(number) ?? throw _body.Refuse("edits", $"name cell {number}, which is not there any more")).ToList();
        List<TaskOutline> made = edit.IsSplit
            ? [.. edit.Parts == 0 && !IsBalanced && TaskSplit.Quarter(chosen[0]) is { Count: > 1 } quarters ? quarters : TaskSplit.IntoParts(chosen[0], edit.Parts == 0 ? 4 : edit.Parts, survey)]
            : TaskMerge.Join(chosen) is { } joined ? [joined] : throw _body.Refuse("edits", $"merge cells that do not lie side by side: {string.Join(", ", edit.Cells)}");
        foreach (var number in edit.Cells)
        {
            cells.Remove(number);
        }

        return made;
    }

    private static (bool IsSplit, IReadOnlyList<int> Cells, int Parts) Edit(JsonBody edit) => edit.Has("split")
        ? (true, [edit.Integer("split")], edit.OptionalInteger("parts") is { } parts ? parts is >= 2 and <= 100 ? parts : throw edit.Refuse("parts", $"must be 2 to 100; it is {parts}") : 0)
        : edit.Integers("merge", 100) is { Count: >= 2 } cells && cells.Distinct().Count() == cells.Count ? (false, cells, 0)
        : throw edit.Refuse("merge", "must name two cells or more, each once");

    private static double Number(JsonBody body, string name, double least, double most) =>
        body.Required(name) is { ValueKind: System.Text.Json.JsonValueKind.Number } value && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number : throw body.Refuse(name, $"must be a number from {least} to {most}");
}
