using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Features;
using OsmTasking.Extraction.Geometries;

namespace ReferenceApi.Commands;

/// <summary>Carries features from an extraction into the feature store.</summary>
internal sealed class FeatureStoreSink(IFeatureImport import) : IFeatureSink
{
    public void Write(OsmFeature feature) => import.Add(new StoredFeature(feature.Kind, feature.Id, feature.Shape, feature.Tags.ToDictionary())
    {
        Version = feature.Info.Version,
        Changeset = feature.Info.Changeset,
        Timestamp = feature.Info.Timestamp > 0 ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(feature.Info.Timestamp, 253_402_300_799)) : null,
        User = feature.User.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(feature.User),
    });

    internal static async Task<ExtractSummary> ImportAsync(
        IOsmSource source, IFeatureStore store, string name, DateTimeOffset now, IProgress<ExtractProgress>? progress, CancellationToken cancellationToken)
    {
        await using var import = await store.BeginImportAsync(name, cancellationToken);
        var summary = Extractor.Run(source, new ExtractOptions(), new FeatureStoreSink(import), progress, cancellationToken);
        await import.CompleteAsync(now, cancellationToken);
        return summary;
    }

    /// <summary>Tells people what came of it.</summary>
    internal static string Describe(ExtractSummary summary)
    {
        var problems = summary.Problems.Count == 0 ? "no problems"
            : $"not whole: {string.Join(", ", summary.Problems.Select(problem => $"{problem.Value} {Name(problem.Key)}"))}";
        return $"{summary.Objects} objects read, {summary.Features} features ({summary.Points} points, {summary.Lines} lines, {summary.Polygons} areas, {summary.Collections} mixed); {problems}";
    }

    private static string Name(ProblemReason reason) => reason switch
    {
        ProblemReason.MissingNode => "with a missing node",
        ProblemReason.MissingMember => "with a missing member",
        ProblemReason.TooFewPlaces => "with too few places",
        ProblemReason.NoMembers => "without usable members",
        ProblemReason.OpenRing => "with an open ring",
        ProblemReason.Crossing => "that cross themselves",
        _ => "without area",
    };
}
