using OsmTasking.Extraction;

namespace ReferenceApi.Commands;

/// <summary>Tells people what came of an extract.</summary>
internal static class Summary
{
    internal static string Describe(ExtractSummary summary)
    {
        var kinds = string.Join(", ", summary.Geometries.Select(entry => $"{entry.Value} {entry.Key}"));
        var problems = summary.Problems.Count == 0 ? "no problems"
            : $"not whole: {string.Join(", ", summary.Problems.Select(entry => $"{entry.Value} {entry.Key}"))}";
        return $"{summary.TotalRows} features ({kinds}); {problems}";
    }
}
