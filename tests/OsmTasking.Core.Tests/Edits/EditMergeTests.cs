using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Core.Edits;
using OsmTasking.TestKit.Osm;

namespace OsmTasking.Core.Tests.Edits;

public sealed class EditMergeTests
{
    private static readonly OsmElementId Node = new(OsmElementKind.Node, 1);

    [Theory]
    [InlineData("a=1", "a=1", "b=2", "a=1 b=2")] // Nobody else was there.
    [InlineData("a=1", "a=1 c=3", "b=2", "a=1 b=2 c=3")] // Others changed other tags.
    [InlineData("a=1", "a=2", "b=2", "a=2 b=2")]
    [InlineData("a=1", "a=2", "a=3", "!node/1 now has a=2")]
    [InlineData("a=1", "", "a=3", "!node/1 now has a=(none)")]
    [InlineData("a=1", "a=3", "a=3", "done")]
    [InlineData("a=1", "a=3", "a=3 b=2", "a=3 b=2")]
    [InlineData("a=1", "", "a=-", "done")] // Both took it away.
    [InlineData("a=1", "a=2", "a=-", "!node/1 now has a=2")]
    [InlineData("", "b=9", "b=2", "!node/1 now has b=9")] // Both set it.
    public void TagFix_AgainstWhatOthersDid(string seen, string now, string fix, string result)
    {
        var wanted = fix.Split(' ').Select(tag => tag.Split('=')).ToDictionary(tag => tag[0], tag => tag[1] == "-" ? null : tag[1]);

        var merged = EditMerge.Merge(new ElementChange.TagFix(Node, 1, wanted), Of(1, seen), Of(2, now));

        Assert.Equal(result, Text(merged));
    }

    [Fact]
    public void TagFix_OnTheVersionSeen_NeedsNoSeenVersion() =>
        Assert.Equal("a=2", Text(EditMerge.Merge(new ElementChange.TagFix(Node, 3, new Dictionary<string, string?> { ["a"] = "2" }), null, Of(3, "a=1"))));

    [Fact]
    public void TagFix_WhoseSeenVersionIsRedacted_ClashesUnlessOsmHasItAlready()
    {
        var fix = new ElementChange.TagFix(Node, 1, new Dictionary<string, string?> { ["a"] = "2" });

        Assert.StartsWith("!", Text(EditMerge.Merge(fix, null, Of(2, "a=1"))), StringComparison.Ordinal);
        Assert.Equal("done", Text(EditMerge.Merge(fix, null, Of(2, "a=2"))));
    }

    [Theory]
    [InlineData("a=1", 0, "a=1 b=2", 0, "a=1 c=3", 0, "a=1 b=2 c=3 @0")]
    [InlineData("a=1", 0, "a=1", 5, "a=1 c=3", 0, "a=1 c=3 @5")] // One moved it, another tagged it.
    [InlineData("a=1", 0, "a=2", 0, "a=1", 5, "a=2 @5")]
    [InlineData("a=1", 0, "a=1", 5, "a=1", 6, "!the shape of node/1 was changed after you looked at it")]
    [InlineData("a=1", 0, "a=1", 5, "a=1", 5, "done")]
    [InlineData("a=1", 0, "a=2", 0, "a=3", 0, "!node/1 now has a=3")]
    [InlineData("a=1", 0, "", 0, "a=1 b=2", 0, "b=2 @0")]
    public void Modify_AgainstWhatOthersDid(string seen, int seenAt, string wanted, int wantedAt, string now, int nowAt, string result)
    {
        var merged = EditMerge.Merge(new ElementChange.Modify(Of(1, wanted, wantedAt)), Of(1, seen, seenAt), Of(2, now, nowAt));

        Assert.Equal(result, Text(merged, withPlace: true));
        Assert.True(merged is not MergeResult.Ready(ElementChange.Modify { Content: var content }) || content.Version == 2);
    }

    [Fact]
    public void Deleted_AndDeletions()
    {
        var gone = Of(2, "") with { IsVisible = false };
        Assert.IsType<MergeResult.Gone>(EditMerge.Merge(new ElementChange.Modify(Of(1, "a=1")), Of(1, ""), gone));
        Assert.IsType<MergeResult.Gone>(EditMerge.Merge(new ElementChange.Modify(Of(1, "a=1")), null, null));
        Assert.IsType<MergeResult.AlreadyDone>(EditMerge.Merge(new ElementChange.Delete(Node, 1, IfUnused: false), null, gone));
        Assert.IsType<MergeResult.Clash>(EditMerge.Merge(new ElementChange.Delete(Node, 1, IfUnused: false), null, Of(2, "a=1")));
        Assert.IsType<MergeResult.Ready>(EditMerge.Merge(new ElementChange.Delete(Node, 2, IfUnused: false), null, Of(2, "a=1")));
    }

    // Of any three versions: what merges holds every tag that only one side changed, and nothing that neither had.
    [Fact]
    public void Merge_OfAnyThree_TakesEachSidesOwnChanges() => Prop.ForAll(
        Gen.Choose(0, 2).ArrayOf(15).ToArbitrary(),
        numbers =>
        {
            Dictionary<string, string> Tags(int from) => Enumerable.Range(0, 5).Where(key => numbers[from + key] > 0).ToDictionary(key => $"k{key}", key => $"{numbers[from + key]}");
            var (seen, mine, theirs) = (Tags(0), Tags(5), Tags(10));
            OsmElement With(int version, Dictionary<string, string> tags) => new(Node, version) { Tags = tags, Longitude = 1, Latitude = 1 };

            var clash = Enumerable.Range(0, 5).Any(key => numbers[key] != numbers[5 + key] && numbers[key] != numbers[10 + key] && numbers[5 + key] != numbers[10 + key]);
            switch (EditMerge.Merge(new ElementChange.Modify(With(1, mine)), With(1, seen), With(2, theirs)))
            {
                case MergeResult.Clash:
                    Assert.True(clash);
                    break;
                case MergeResult.Ready(ElementChange.Modify(var content)):
                    Assert.False(clash);
                    for (var key = 0; key < 5; key++)
                    {
                        var expected = numbers[5 + key] != numbers[key] ? numbers[5 + key] : numbers[10 + key];
                        Assert.Equal(expected == 0 ? null : $"{expected}", content.Tags.GetValueOrDefault($"k{key}"));
                    }

                    break;
                default:
                    Assert.False(clash);
                    break;
            }
        }).QuickCheckThrowOnFailure();

    private static OsmElement Of(int version, string tags, double longitude = 0) =>
        EditSamples.Node(1, version, longitude, 0, [.. tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => tag.Split('=')).Select(tag => (tag[0], tag[1]))]);

    private static string Text(MergeResult result, bool withPlace = false) => result switch
    {
        MergeResult.Clash(var what) => $"!{what}",
        MergeResult.AlreadyDone => "done",
        MergeResult.Ready(ElementChange.Modify(var content)) => string.Join(' ', content.Tags.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal)) + (withPlace ? $" @{content.Longitude}" : ""),
        _ => result.ToString(),
    };
}
