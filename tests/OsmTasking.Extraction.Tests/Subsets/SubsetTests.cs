using System.ComponentModel;
using System.Diagnostics;
using NetTopologySuite.Geometries;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Subsets;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Subsets;

/// <summary>Subsets against those of osmium, where that is installed.</summary>
public sealed class SubsetTests
{
    private const string Box = "9.50,47.10,9.53,47.15";

    // Its strategy "simple" looks at the first node of a way only, so Completeness.None has no peer there.
    [Theory]
    [InlineData(Completeness.Ways, "complete_ways")]
    [InlineData(Completeness.Areas, "smart")]
    public void Area_IsThatOfOsmiumExtract(Completeness completeness, string strategy)
    {
        var path = SharedData.PathOrSkip("data/liechtenstein.osm.pbf");
        string[] options = strategy == "smart" ? ["-S", "types=multipolygon,boundary"] : [];

        var expected = Osmium(["extract", path, "-b", Box, "-s", strategy, .. options]);

        Assert.True(expected.Count > 1000);
        Assert.Equal(expected, Ids(path, new() { Area = Rectangle(9.50, 47.10, 9.53, 47.15), Completeness = completeness }));
    }

    [Theory]
    [InlineData("highway=primary,secondary", "w/highway=primary,secondary", OsmKinds.Ways, Completeness.Ways)]
    [InlineData("building", "nwr/building", OsmKinds.All, Completeness.Relations)]
    [InlineData("natural=water", "r/natural=water", OsmKinds.Relations, Completeness.Relations)]
    public void Tags_AreThoseOfOsmiumTagsFilter(string filter, string theirs, OsmKinds kinds, Completeness completeness)
    {
        var path = SharedData.PathOrSkip("data/liechtenstein.osm.pbf");

        var expected = Osmium(["tags-filter", path, theirs]);

        Assert.True(expected.Count > 10);
        Assert.Equal(expected, Ids(path, new() { Kinds = kinds, Tags = TagFilter.Parse(filter), Completeness = completeness }));
    }

    [Fact]
    public void Copy_KeepsEverythingOfWhatIsChosen()
    {
        var source = new OsmText("""
            n1 x1 y1 v3 c4 s5 i6 uada Ta=b,name=x
            n2 x2 y2 v1 Ta=c
            n3 x9 y9 v1
            w1 Nn1,n2,n3 v2 uada Thighway=path
            r1 Mw1@forward,n2@stop v1 ubob Ttype=route,name=x
            """);

        var copy = new Collected();
        var summary = Subset.Write(source, new() { Area = Rectangle(0, 0, 1.5, 1.5), Completeness = Completeness.Ways }, copy);

        Assert.Equal(new SubsetSummary(3, 1, 1), summary);
        Assert.Equal(
            ["n1 3 4 5 6 ada a=b,name=x (1,1)", "n2 1 0 0 0  a=c (2,2)", "n3 1 0 0 0   (9,9)", "w1 2 0 0 0 ada highway=path [1,2,3]", "r1 1 0 0 0 bob type=route,name=x [Way 1 forward,Node 2 stop]"],
            copy.Lines);
    }

    private static AreaFilter Rectangle(double west, double south, double east, double north) =>
        new(new GeometryFactory().ToGeometry(new Envelope(west, east, south, north)));

    private static List<string> Ids(string path, SubsetOptions options)
    {
        var collected = new Collected();
        Subset.Write(OsmFile.Open(path), options, collected);
        return collected.Lines.ConvertAll(line => line[..line.IndexOf(' ')]);
    }

    private static List<string> Osmium(string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("osmium", [.. arguments, "-f", "opl", "-o", "-"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var errors = process.StandardError.ReadToEndAsync();
            var ids = new List<string>();
            while (process.StandardOutput.ReadLine() is { } line)
            {
                ids.Add(line[..line.IndexOf(' ')]);
            }

            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors.Result);
            return ids;
        }
        catch (Win32Exception)
        {
            Assert.Skip("osmium-tool is not installed.");
            throw;
        }
    }

    private sealed class Collected : IOsmTarget
    {
        internal List<string> Lines { get; } = [];

        public void Dispose()
        {
        }

        public void Write(OsmBlock block)
        {
            string Common(OsmInfo info, OsmSlice tags) =>
                $"{info.Version} {info.Changeset} {info.Timestamp} {info.UserId} {block.Text(info.User)} {string.Join(',', block.Tags(tags).ToArray().Select(tag => $"{block.Text(tag.Key)}={block.Text(tag.Value)}"))}";
            foreach (var node in block.Nodes)
            {
                Lines.Add($"n{node.Id} {Common(node.Info, node.Tags)} ({node.Longitude / 1e7},{node.Latitude / 1e7})");
            }

            foreach (var way in block.Ways)
            {
                Lines.Add($"w{way.Id} {Common(way.Info, way.Tags)} [{string.Join(',', block.Refs(way.Refs).ToArray())}]");
            }

            foreach (var relation in block.Relations)
            {
                Lines.Add($"r{relation.Id} {Common(relation.Info, relation.Tags)} [{string.Join(',', block.Members(relation.Members).ToArray().Select(member => $"{member.Kind} {member.Id} {block.Text(member.Role)}"))}]");
            }
        }
    }
}
