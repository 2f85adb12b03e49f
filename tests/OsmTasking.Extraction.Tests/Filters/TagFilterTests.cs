using System.Text;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Filters;

namespace OsmTasking.Extraction.Tests.Filters;

public class TagFilterTests
{
    [Theory]
    [InlineData("building", "building=yes", true)]
    [InlineData("building", "highway=path", false)]
    [InlineData("highway=primary,secondary", "highway=secondary", true)]
    [InlineData("highway=primary,secondary", "highway=path", false)]
    [InlineData("building and not building=no", "building=no", false)]
    [InlineData("waterway or natural=water and name", "natural=water", false)]
    [InlineData("(waterway or natural=water) and name", "natural=water;name=x", true)]
    [InlineData("\"addr:street\"=\"Main Street\"", "addr:street=Main Street", true)]
    [InlineData("!highway", "building=yes", true)]
    public void Matches_AsDocumented(string filter, string tags, bool expected)
    {
        var block = new OsmBlock();
        int Text(string text) => block.AddString(Encoding.UTF8.GetBytes(text));
        var slice = block.AddTags([.. tags.Split(';').Select(tag => tag.Split('=')).Select(tag => new OsmTag(Text(tag[0]), Text(tag[1])))]);

        Assert.Equal(expected, TagFilter.Parse(filter).Matches(new OsmTags(block, slice)));
    }

    [Theory]
    [InlineData("", "column 1")]
    [InlineData("building and", "column 13")]
    [InlineData("(building", "a ')' is missing")]
    [InlineData("building)", "')' is not expected")]
    [InlineData("highway=", "a value is missing")]
    [InlineData("name=\"x", "closing quote")]
    public void Parse_OfAFault_NamesTheColumn(string filter, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => TagFilter.Parse(filter)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_OfTooManyLevels_IsRefused() =>
        Assert.Throws<FormatException>(() => TagFilter.Parse(new string('(', 100_000)));
}
