using OsmTasking.Extraction.Exports;

namespace OsmTasking.Hosting.Exports;

/// <summary>What an export gave, as its job keeps it.</summary>
/// <param name="Key">Where it is in the <see cref="ExportStorage"/>.</param>
/// <param name="FileName">The name that was asked for.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="SquareKilometres">The size of the area.</param>
/// <param name="Bytes">The size of the file, in bytes.</param>
/// <param name="BytesBefore">The size before packing, in bytes.</param>
/// <param name="Features">How many features it holds.</param>
/// <param name="DataTime">As of when the data is; null when there was none.</param>
public sealed record ExportResult(
    string Key, string FileName, double Seconds, double SquareKilometres, long Bytes, long BytesBefore, long Features, DateTimeOffset? DataTime)
{
    /// <summary>Sums an export up.</summary>
    internal static ExportResult Of(string key, ExportRequest request, ExportOutcome outcome, TimeSpan took) => new(
        key, request.FileName, took.TotalSeconds, request.Area.SquareMetres / 1e6, outcome.Bytes, outcome.BytesBefore, outcome.Features, outcome.Data?.Time);
}
