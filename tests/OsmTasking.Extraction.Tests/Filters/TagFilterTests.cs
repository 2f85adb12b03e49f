using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Tests.Filters;

public sealed class TagFilterTests
{
    [Theory]
    [InlineData("building", "building=yes", true)]
    [InlineData("building", "highway=yes", false)]
    [InlineData("!building", "highway=yes", true)]
    [InlineData("highway=primary,secondary", "highway=secondary", true)]
    [InlineData("highway=primary,secondary", "highway=primary_link", false)]
    [InlineData("highway!=primary", "highway=primary", false)]
    [InlineData("highway!=primary", "name=x", true)]
    [InlineData("highway=*", "highway=x", true)]
    [InlineData("highway name", "highway=x", false)]
    [InlineData("highway and name", "highway=x,name=y", true)]
    [InlineData("a or b and c", "a=1", true)]
    [InlineData("(a or b) and c", "a=1", false)]
    [InlineData("not (a or b)", "c=1", true)]
    [InlineData("not a or b", "a=1,b=1", true)]
    [InlineData("addr:street", "addr:street=x", true)]
    [InlineData("\"or\"=1", "or=1", true)]
    [InlineData("or=1", "or=1", true)]
    [InlineData("origin", "origin=1", true)]
    [InlineData("name=\"Neu \\\"Dorf\\\"\"", "name=Neu~\"Dorf\"", true)]
    [InlineData("name=Zürich", "name=Zürich", true)]
    [InlineData("point:highway", "highway=x", true)]
    [InlineData("line:highway", "highway=x", false)]
    [InlineData("point:(highway or name)", "name=x", true)]
    [InlineData("\"line:highway\"", "line:highway=x", true)]
    [InlineData("not line:highway", "highway=x", true)]
    public void Parse_ThenMatchOnANode_FollowsTheGrammar(string filter, string tags, bool passes)
    {
        var parsed = TagFilter.Parse(filter);

        Assert.Equal(passes, Passes(parsed, tags));
        Assert.Equal(passes, Passes(TagFilter.Parse(parsed.ToString()), tags));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("highway=", 9)]
    [InlineData("highway=,a", 9)]
    [InlineData("(a or b", 8)]
    [InlineData("a or", 5)]
    [InlineData("or a", 1)]
    [InlineData("a )", 3)]
    [InlineData("a & b", 3)]
    [InlineData("name=\"abc", 10)]
    [InlineData("a!b", 3)]
    public void Parse_BadText_NamesTheColumn(string filter, int column) =>
        Assert.Contains($"column {column} ", Assert.Throws<FormatException>(() => TagFilter.Parse(filter)).Message);

    [Fact]
    public void Parse_HostileText_IsRefusedWithoutOverflow()
    {
        Assert.Contains("levels", Assert.Throws<FormatException>(() => TagFilter.Parse(new string('(', 60_000))).Message);
        Assert.Contains("levels", Assert.Throws<FormatException>(() => TagFilter.Parse(string.Concat(Enumerable.Repeat("not ", 16_000)))).Message);
        Assert.Contains("65536", Assert.Throws<FormatException>(() => TagFilter.Parse(new string('a', 65_537))).Message);
    }

    [Fact]
    public void Parse_AnyText_GivesAFilterOrAFormatException() => Prop.ForAll(
        Gen.Elements(["a", "=", ",", "!", "(", ")", "\"", "\\", "*", " ", "and", "or", "not", "line:", "é", "\ud83d"]).ListOf().ToArbitrary(), parts =>
    {
        try
        {
            TagFilter.Parse(string.Concat(parts)).ToString();
        }
        catch (FormatException)
        {
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"key":"highway"}""", "highway=x", true)]
    [InlineData("""{"key":"highway","values":["a","b"]}""", "highway=x", false)]
    [InlineData("""{"all":[{"key":"a"},{"not":{"key":"b"}}]}""", "a=1", true)]
    [InlineData("""{"any":[{"key":"a"},{"shape":"line","filter":{"key":"b"}}]}""", "b=1", false)]
    public void ParseJson_ThenMatchOnANode_FollowsTheForm(string json, string tags, bool passes) =>
        Assert.Equal(passes, Passes(TagFilter.ParseJson(Encoding.UTF8.GetBytes(json)), tags));

    [Theory]
    [InlineData("""{"any":[{"key":1}]}""", "$.any[0].key")]
    [InlineData("""{"any":[]}""", "$.any")]
    [InlineData("""{"key":"a","value":"b"}""", "at $:")]
    [InlineData("""{"shape":"disc","filter":{"key":"a"}}""", "$.shape")]
    [InlineData("""{"key":"\ud800"}""", "$.key")]
    [InlineData("""{"key" "a"}""", "line 1, column 8")]
    [InlineData("""{"key":"a"} x""", "line 1")]
    public void ParseJson_Bad_NamesThePlace(string json, string place) =>
        Assert.Contains(place, Assert.Throws<FormatException>(() => TagFilter.ParseJson(Encoding.UTF8.GetBytes(json))).Message);

    [Fact]
    public void Matches_AllocatesNothing()
    {
        var filter = TagFilter.Parse("highway=primary,secondary or (building and !area) or line:name");
        new OsmText("n1 x0 y0 Tname=a,building=yes,area=no,highway=secondary").Read(OsmKinds.All, read =>
        {
            var found = 0;
            filter.Matches(new TagView(read, read.Nodes[0].Tags), Shapes.Line);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                found += filter.Matches(new TagView(read, read.Nodes[0].Tags), Shapes.Point) ? 1 : 0;
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(1000, found);
        });
    }

    private static bool Passes(TagFilter filter, string tags) =>
        Extracted.From($"n1 x0 y0 T{tags}", new() { Tags = filter }).Objects.Count == 1;
}
