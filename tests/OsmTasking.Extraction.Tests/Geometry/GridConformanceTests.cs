using System.Text.Json;
using NetTopologySuite.IO;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Geometries;

/// <summary>The grid tests of osm-testdata (public domain): what areas and lines must come out of odd input.</summary>
public sealed class GridConformanceTests
{
    internal const string Grid = "conformance/osm-testdata/grid";

    // 912 wants the tags of the outer ways for a relation that has none: a style of mapping gone since 2017.
    internal const string OldStyleTags = "912";

    public static TheoryData<string> AreaTests() => Tests("test.json", containing: "\"areas\"");

    public static TheoryData<string> LineTests() => Tests("ways.wkt", containing: "");

    [Theory]
    [MemberData(nameof(AreaTests))]
    public void Areas_OfGridTest_EqualOneOfTheVariants(string test) => Assert.Null(AreaFault(test));

    internal static string? AreaFault(string test)
    {
        using var description = JsonDocument.Parse(File.ReadAllBytes(FileOf(test, "test.json")));
        var variants = description.RootElement.GetProperty("areas");
        var extracted = Extracted.From(GridXml.Load(FileOf(test, "data.osm")), new() { Untagged = true, AreaRules = AreaRules.EveryRing });

        var differences = variants.EnumerateObject().Select(variant => Difference(variant.Value, extracted)).ToList();

        return differences.Contains(null) ? null : string.Join('\n', differences.Append(string.Join('\n', extracted.Problems)));
    }

    [Theory]
    [MemberData(nameof(LineTests))]
    public void Lines_OfGridTest_EqualTheirText(string test) => Assert.Null(LineFault(test));

    /// <summary>Nodes lie where the text says.</summary>
    internal static string? NodeFault(string test)
    {
        var extracted = Extracted.From(GridXml.Load(FileOf(test, "data.osm")), new() { Untagged = true });
        foreach (var line in File.ReadLines(FileOf(test, "nodes.wkt")).Where(line => line.Length > 0))
        {
            var (id, text) = (long.Parse(line[..line.IndexOf(' ')]), line[(line.IndexOf(' ') + 1)..]);
            var found = extracted.Objects.Find(item => item.Kind == OsmKind.Node && item.Id == id);
            if (text is "NULL" or "INVALID" ? found is not null : found is null || !found.Geometry.EqualsExact(new WKTReader().Read(text)))
            {
                return $"node {id} is {found?.Geometry} instead of {text}";
            }
        }

        return null;
    }

    internal static string? LineFault(string test)
    {
        var extracted = Extracted.From(GridXml.Load(FileOf(test, "data.osm")), new() { Untagged = true, AreaRules = new([]) });

        foreach (var line in File.ReadLines(FileOf(test, "ways.wkt")).Where(line => line.Length > 0))
        {
            var (id, text) = (long.Parse(line[..line.IndexOf(' ')]), line[(line.IndexOf(' ') + 1)..]);
            var found = extracted.Objects.Find(item => item.Kind == OsmKind.Way && item.Id == id);
            var reported = extracted.Problems.Exists(problem => problem.Kind == OsmKind.Way && problem.Id == id);
            var fine = found is null ? reported : text is not ("NULL" or "INVALID") &&
                (found.Geometry.Dimension == NetTopologySuite.Geometries.Dimension.Surface ? found.Geometry.Boundary : found.Geometry).EqualsTopologically(new WKTReader().Read(text));
            if (!fine)
            {
                return $"way {id} is {found?.Geometry} instead of {text}";
            }
        }

        return null;
    }

    private static string? Difference(JsonElement variant, Extracted extracted)
    {
        foreach (var area in variant.EnumerateArray())
        {
            var kind = area.GetProperty("from_type").GetString() == "way" ? OsmKind.Way : OsmKind.Relation;
            var id = area.GetProperty("from_id").GetInt64();
            var text = area.GetProperty("wkt").GetString()!;
            var found = extracted.Objects.Find(item => item.Kind == kind && item.Id == id && item.Geometry.Dimension == NetTopologySuite.Geometries.Dimension.Surface);
            if (text == "INVALID")
            {
                if (found is not null || !extracted.Problems.Exists(problem => problem.Kind == kind && problem.Id == id && problem.Dropped))
                {
                    return $"{kind} {id} should be reported and have no area; it has {found?.Geometry}";
                }

                continue;
            }

            if (found is null || !found.Geometry.IsValid || !found.Geometry.EqualsTopologically(new WKTReader().Read(text)))
            {
                return $"{kind} {id} should be {text}; it is {found?.Geometry}";
            }

            if (kind == OsmKind.Relation && id / 1000 != long.Parse(OldStyleTags) && area.TryGetProperty("tags", out var tags))
            {
                var expected = tags.EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.GetString()!);
                var actual = found.Tags.Where(tag => tag.Key != "type").ToDictionary(tag => tag.Key, tag => tag.Value);
                if (!expected.OrderBy(tag => tag.Key).SequenceEqual(actual.OrderBy(tag => tag.Key)))
                {
                    return $"{kind} {id} has other tags than it should";
                }
            }
        }

        var wanted = variant.EnumerateArray().Count(area => area.GetProperty("from_type").GetString() == "relation" && area.GetProperty("wkt").GetString() != "INVALID");
        return extracted.Objects.Count(item => item.Kind == OsmKind.Relation) == wanted ? null : "There are more relations than there should be";
    }

    // Where the shared folder is absent there is one row, which then skips itself.
    private static TheoryData<string> Tests(string file, string containing)
    {
        var root = SharedData.PathOrNull(Grid);
        IEnumerable<string> tests = root is null
            ? ["absent"]
            : Directory.EnumerateFiles(root, file, SearchOption.AllDirectories)
                .Where(path => File.ReadAllText(path).Contains(containing, StringComparison.Ordinal))
                .Select(path => Path.GetRelativePath(root, Path.GetDirectoryName(path)!)).Order(StringComparer.Ordinal);
        return [.. tests];
    }

    private static string FileOf(string test, string file) => SharedData.PathOrSkip($"{Grid}/{test}/{file}");
}
