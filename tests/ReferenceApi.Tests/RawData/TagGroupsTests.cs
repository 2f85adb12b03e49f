using ReferenceApi.RawData;

namespace ReferenceApi.Tests.RawData;

public class TagGroupsTests
{
    [Theory]
    [InlineData("a", "", "\"a\"", "\"a\"")]
    [InlineData("", "c d", "(\"c\" and \"d\")", "(\"c\" and \"d\")")]
    [InlineData("a b", "b a", "(\"a\" or \"b\")", "(\"a\" or \"b\")")] // osm-rawdata sends everything twice.
    [InlineData("a", "c", "(\"a\" and \"c\")", "(\"a\" and \"c\")")]
    [InlineData("a b", "c", "((\"a\" or \"b\") and \"c\")", "(\"a\" or (\"b\" and \"c\"))")]
    [InlineData("a b", "c d", "((\"a\" or \"b\") and \"c\" and \"d\")", "(\"a\" or \"b\" or (\"c\" and \"d\"))")]
    public void Groups_AreJoinedAsMeant_OrAsTheReferenceDoes(string or, string and, string meant, string quirk)
    {
        Assert.Equal(meant, TagGroups.Join(Group(or), Group(and), hasQuirk: false)!.ToString());
        Assert.Equal(quirk, TagGroups.Join(Group(or), Group(and), hasQuirk: true)!.ToString());
    }

    [Fact]
    public void EmptyGroups_AreNoFilter() => Assert.Null(TagGroups.Join([], [], hasQuirk: false));

    private static List<(string, IReadOnlyList<string>)> Group(string keys) => [.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(key => (key, (IReadOnlyList<string>)[]))];
}
