using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Locations;
using OsmTasking.Extraction.Passes;

namespace OsmTasking.Extraction.Checks;

/// <summary>Looks through a source for what mappers can mend.</summary>
public static class DataChecks
{
    /// <summary>Makes the checks.</summary>
    /// <param name="source">The source; read three times. It may be in any order.</param>
    /// <param name="options">What to look for.</param>
    /// <param name="found">Receives the findings, one at a time and in the same order for the same source. No key comes twice.</param>
    /// <param name="progress">Receives how far it is, now and then; rows are findings.</param>
    /// <param name="cancellationToken">Stops between blocks, and between checks.</param>
    /// <returns>How many were found.</returns>
    /// <remarks>
    /// Three passes, as of an extract: nodes; ways; relations. Then those checks that look at many objects at once. Memory: the locations of the nodes, 16
    /// bytes for each tagged node, 40 bytes for each tagged way, about 32 bytes for each node of a highway or barrier and 8 for each of a building.
    /// </remarks>
    /// <exception cref="OsmFormatException">The source is not what it says it is, or has highways of more than 536,870,912 positions.</exception>
    /// <exception cref="OperationCanceledException">The token fired; what was found before has been told.</exception>
    public static CheckSummary Run(
        IOsmSource source, CheckOptions options, Action<Finding> found, IProgress<ExtractProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(found);
        using var nodes = new NodeLocations(options.LocationFile);
        var state = new CheckState(options, nodes, found);
        var passes = new (OsmKinds Kinds, Func<IBlockLane> Lane)[]
        {
            (OsmKinds.Nodes | OsmKinds.Relations, () => new CheckNodeLane(state)),
            (OsmKinds.Ways, () => new CheckWayLane(state)),
            (OsmKinds.Relations, () => new CheckRelationLane(state)),
        };
        var report = progress is null ? null : new PassProgress(source, [.. passes.Select(pass => pass.Kinds)], () => state.Found, progress);
        foreach (var (kinds, lane) in passes)
        {
            source.ReadInLanes(kinds, lane, report, cancellationToken);
            report?.Next();
            if (kinds.HasFlag(OsmKinds.Nodes))
            {
                state.Freeze();
            }
        }

        foreach (var finding in Compare(state))
        {
            cancellationToken.ThrowIfCancellationRequested();
            state.Tell(finding);
        }

        return state.Summary();
    }

    /// <summary>The checks that look at many objects at once.</summary>
    private static IEnumerable<Finding> Compare(CheckState state)
    {
        var findings = Enumerable.Empty<Finding>();
        if (state.Wants(CheckKind.DuplicateNodes))
        {
            findings = findings.Concat(DuplicateNodes.Find(state.Nodes, state.TagsOf));
        }

        if (state.Wants(CheckKind.DuplicateWays))
        {
            findings = findings.Concat(DuplicateWays.Find(state.TakeDrawn()));
        }

        return state.Lines.Lines.IsEmpty ? findings : findings.Concat(CompareHighways(state));
    }

    private static IEnumerable<Finding> CompareHighways(CheckState state)
    {
        var grid = new SegmentGrid(state.Lines);
        var crossing = new HashSet<(int, int)>();
        foreach (var finding in state.WantsAny(CheckKind.CrossingHighways, CheckKind.AlmostJoinedHighway) ? CrossingHighways.Find(grid, crossing) : [])
        {
            yield return finding;
        }

        foreach (var finding in state.Wants(CheckKind.HighwayThroughBuilding) ? new HighwaysThroughBuildings(grid).Find(state.Outlines) : [])
        {
            yield return finding;
        }

        if (!state.WantsAny(CheckKind.AlmostJoinedHighway, CheckKind.RoadIsland))
        {
            yield break;
        }

        var network = new Network(state.Lines);
        foreach (var finding in new AlmostJoinedHighways(grid, network).Find(state.ExplainsAnEnd, crossing).Concat(RoadIslands.Find(grid, network)))
        {
            yield return finding;
        }
    }
}
