using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Locations;
using OsmTasking.Extraction.Passes;

namespace OsmTasking.Extraction;

/// <summary>
/// The passes of one extract. 1: nodes are located and written, relations say which ways they need. 2: ways are written, needed ones
/// kept. 3: relations are written. Passes that have nothing to do are left out.
/// </summary>
internal sealed class ExtractPasses(IOsmSource source, ExtractOptions options, Func<LaneSink> createSink, IProgress<ExtractProgress>? progress)
{
    internal ExtractSummary Run(CancellationToken cancellationToken)
    {
        using var nodes = new NodeLocations(options.LocationFile);
        var state = new PassState(options, nodes, createSink);
        var wanted = options.Kinds;
        var passes = new List<(OsmKinds Kinds, OsmKinds Made, Func<IBlockLane> Lane)>();
        if (wanted != OsmKinds.None)
        {
            passes.Add((OsmKinds.Nodes | (wanted & OsmKinds.Relations), OsmKinds.Nodes, () => new NodeLane(state)));
        }

        if ((wanted & (OsmKinds.Ways | OsmKinds.Relations)) != OsmKinds.None)
        {
            passes.Add((OsmKinds.Ways, OsmKinds.Ways, () => new WayLane(state)));
        }

        if (wanted.HasFlag(OsmKinds.Relations))
        {
            passes.Add((OsmKinds.Relations, OsmKinds.Relations, () => new RelationLane(state)));
        }

        var report = progress is null ? null : new PassProgress(source, passes.ConvertAll(pass => pass.Kinds), () => state.Counts.Rows, progress);
        foreach (var (kinds, made, lane) in passes)
        {
            source.ReadInLanes(kinds, lane, report, cancellationToken);
            state.EndSinks();
            report?.Next();
            if (made == OsmKinds.Nodes)
            {
                nodes.Freeze();
                options.OnLocated?.Invoke(nodes);
            }

            // Whoever takes them goes on with them, while the next pass is made ready.
            options.OnHandedOut?.Invoke(made);
            if (made == OsmKinds.Nodes)
            {
                state.MemberWays.Freeze();
            }
        }

        return state.Counts.Summary();
    }
}
