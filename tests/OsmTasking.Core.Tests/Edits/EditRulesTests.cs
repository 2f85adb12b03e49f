using OsmTasking.Core.Edits;
using OsmTasking.TestKit.Osm;

namespace OsmTasking.Core.Tests.Edits;

public sealed class EditRulesTests
{
    private static readonly Edit Good = EditSamples.Fix(1, 1, "name", "x");

    public static TheoryData<string, Edit> Faulty => new()
    {
        { "comment is empty", Good with { Comment = "  " } },
        { "more than 255", Good with { Comment = new string('a', 256) } },
        { "characters that OSM cannot keep", Good with { Comment = "a\u0001b" } },
        { "not on the globe", Good with { Pin = new EditPin(181, 0) } },
        { "not on the globe", Good with { Pin = new EditPin(double.NaN, 0) } },
        { "has 1 to", Good with { Changes = [] } },
        { "changed twice", Good with { Changes = [Good.Changes[0], Good.Changes[0]] } },
        { "key or value is empty", EditSamples.Fix(1, 1, "name", "") },
        { "key or value is empty", EditSamples.Fix(1, 1, "name", "\ud800") },
        { "key or value is empty", EditSamples.Fix(1, 1, new string('k', 256), "x") },
        { "no tag is changed", EditSamples.Of([new ElementChange.TagFix(new(OsmElementKind.Node, 1), 1, new Dictionary<string, string?>())]) },
        { "version is missing", EditSamples.Fix(1, 0, "name", "x") },
        { "is positive", EditSamples.Fix(-1, 1, "name", "x") },
        { "is negative", EditSamples.Of([new ElementChange.Create(EditSamples.Node(5, 0, 1, 1))]) },
        { "place is missing", EditSamples.Of([new ElementChange.Create(new OsmElement(new(OsmElementKind.Node, -1), 0))]) },
        { "1 to 2000 nodes", EditSamples.Of([new ElementChange.Modify(EditSamples.Way(5, 1, new long[2001]))]) },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Check_NamesTheFault(string fault, Edit edit) => Assert.Contains(fault, EditRules.Check(edit), StringComparison.Ordinal);

    [Fact]
    public void Check_LetsGoodEditsPass()
    {
        Assert.Null(EditRules.Check(Good));
        Assert.Null(EditRules.Check(EditSamples.Fix(1, 1, "name", "\U0001F600 жук")));
        Assert.Null(EditRules.Check(EditSamples.Fix(1, 1, "name", null)));
    }

    [Fact]
    public void Json_KeepsNullsThatTakeTagsAway()
    {
        var read = EditJson.ReadChanges(EditJson.Write([new ElementChange.TagFix(new(OsmElementKind.Way, 1), 4, new Dictionary<string, string?> { ["a"] = null, ["b"] = "" })]));

        Assert.Equal([new("a", null), new("b", "")], Assert.IsType<ElementChange.TagFix>(Assert.Single(read)).Tags);
    }

    [Fact]
    public void Groups_AreByProjectCommentAndCell_AndNeverShareAnElement()
    {
        var here = Enumerable.Range(1, 5).Select(node => EditSamples.Fix(node, 1, "name", "x")).ToList();
        var again = EditSamples.Fix(2, 1, "seats", "4");
        var far = EditSamples.Fix(6, 1, "name", "x", longitude: 9.9);
        var other = EditSamples.Fix(7, 1, "name", "x") with { Comment = "Something else" };
        var project = EditSamples.Fix(8, 1, "name", "x") with { ProjectId = 2 };

        var groups = EditGroups.Of([.. here, again, far, other, project], mostChanges: 4);

        Assert.Equal([4, 2, 1, 1, 1], groups.Select(group => group.Count));
        Assert.Equal([here[4].Id, again.Id], groups[1].Select(edit => edit.Id));
        Assert.All(groups, group => Assert.Equal(group.Count, group.SelectMany(edit => edit.Changes).Select(change => change.Element).Distinct().Count()));
    }

    [Fact]
    public void Split_CutsAcrossTheLongerSide()
    {
        var edits = new[] { 9.5, 9.9, 9.6, 9.8 }.Select((longitude, index) => EditSamples.Fix(index + 1, 1, "name", "x", longitude: longitude, latitude: 47 + (index * 0.01))).ToList();

        var (west, east) = EditGroups.Split(edits);

        Assert.Equal([9.5, 9.6], west.Select(edit => edit.Pin.Longitude));
        Assert.Equal([9.8, 9.9], east.Select(edit => edit.Pin.Longitude));
    }

    [Fact]
    public void ChangesetTags_FitInto255Characters()
    {
        var edits = Enumerable.Range(1, 500).Select(number => EditSamples.Fix(number, 1, "name", "x", item: 1000 + number) with { Comment = new string('c', 250) }).ToList();

        var tags = ChangesetTags.Of(edits, new string('p', 300), "https://tasks.example.org/");

        Assert.All(tags.Values, value => Assert.InRange(value.Length, 1, 255));
        Assert.StartsWith("1001;1002;", tags["osmtasking:tasks"], StringComparison.Ordinal);
        Assert.Equal(51, tags["osmtasking:tasks"].Split(';').Length);
        Assert.Equal(new string('c', 250), tags["comment"]); // The mapper's words come before the hashtag.
    }
}
