using OsmTasking.Extraction.Geometries;
using OsmTasking.Extraction.Locations;

namespace OsmTasking.Extraction.Passes;

/// <summary>What the passes of one extract hand on to each other, and lanes share.</summary>
internal sealed class PassState(ExtractOptions options, NodeLocations nodes, Func<LaneSink> createSink)
{
    private readonly List<LaneSink> _sinks = [];

    internal ExtractOptions Options => options;

    internal NodeLocations Nodes => nodes;

    internal MemberWays MemberWays { get; } = new();

    internal ExtractCounts Counts { get; } = new();

    internal LaneSink CreateSink()
    {
        _sinks.Add(createSink());
        return _sinks[^1];
    }

    /// <summary>Ends the sinks of the lanes of one pass.</summary>
    internal void EndSinks()
    {
        _sinks.ForEach(sink => sink.End());
        _sinks.Clear();
    }
}
