using NetTopologySuite.Geometries;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Tests;

/// <summary>A sink that keeps everything, and the problems beside it.</summary>
internal sealed class Collected : IFeatureSink
{
    internal List<(OsmKind Kind, long Id, Dictionary<string, string> Tags, OsmInfo Info, Geometry Shape)> Features { get; } = [];

    internal List<GeometryProblem> Problems { get; } = [];

    internal ExtractSummary Summary { get; private set; } = new();

    public void Write(OsmFeature feature) => Features.Add((feature.Kind, feature.Id, feature.Tags.ToDictionary(), feature.Info, feature.Shape));

    internal static Collected From(IOsmSource source, ExtractOptions? options = null)
    {
        var collected = new Collected();
        collected.Summary = Extractor.Run(source, (options ?? new ExtractOptions()) with { OnProblem = collected.Problems.Add }, collected);
        return collected;
    }
}
