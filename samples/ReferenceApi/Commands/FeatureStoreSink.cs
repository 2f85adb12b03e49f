using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Features;
using OsmTasking.Extraction.Geometries;

namespace ReferenceApi.Commands;

/// <summary>Carries features from an extraction into the feature store.</summary>
internal sealed class FeatureStoreSink(IFeatureImport import) : IFeatureSink
{
    public void Write(in OsmFeature feature) => import.Add(new StoredFeature(feature.Kind, feature.Id, feature.Geometry.ToNts(), feature.Tags.ToDictionary())
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
        var kinds = string.Join(", ", summary.Geometries.Select(entry => $"{entry.Value} {entry.Key}"));
        var problems = summary.Problems.Count == 0 ? "no problems"
            : $"not whole: {string.Join(", ", summary.Problems.Select(entry => $"{entry.Value} {entry.Key}"))}";
        return $"{summary.TotalRows} features ({kinds}); {problems}";
    }
}
