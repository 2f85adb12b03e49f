namespace OsmTasking.Extraction.Pbf;

/// <summary>The names of features as headers have them.</summary>
internal static class PbfFeatures
{
    internal const string Schema = "OsmSchema-V0.6";
    internal const string DenseNodes = "DenseNodes";
    internal const string History = "HistoricalInformation";
    internal const string Sorted = "Sort.Type_then_ID";
}
