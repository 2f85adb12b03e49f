using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Checks;

namespace OsmTasking.Extraction.Tests.Checks;

/// <summary>Runs checks over a few lines of <see cref="OsmText"/> whose places are given in metres from 0, 0.</summary>
internal static class CheckedText
{
    private const double MetresPerDegree = 6_371_008.8 * Math.PI / 180;

    /// <summary>Returns what a check found, without its name: <c>way-1-way-2 node-7</c>.</summary>
    internal static string Find(CheckKind check, string text) =>
        string.Join(' ', All(text).Where(finding => finding.Check == check).Select(finding => finding.Key[(check.Name().Length + 1)..]));

    internal static List<Finding> All(string text, int linesPerBlock = 3) => All(new OsmText(InDegrees(text), linesPerBlock));

    internal static List<Finding> All(IOsmSource source)
    {
        var findings = new List<Finding>();
        var summary = DataChecks.Run(source, new CheckOptions(), findings.Add);
        Assert.Equal(findings.Count, summary.Total);
        return findings;
    }

    internal static string InDegrees(string text) => string.Join('\n', text.Split('\n').Select(line => string.Join(' ', line.Split(' ').Select(word =>
        word.Length > 1 && word[0] is 'x' or 'y' && double.TryParse(word.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture, out var metres)
            ? $"{word[0]}{InDegrees(metres)}" : word))));

    internal static string InDegrees(double metres) => FormattableString.Invariant($"{metres / MetresPerDegree:F9}");
}
