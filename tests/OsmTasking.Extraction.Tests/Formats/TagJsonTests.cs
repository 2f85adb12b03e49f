using System.Text;
using System.Text.Json;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class TagJsonTests
{
    private readonly TagJson _tags = new();

    [Theory]
    [InlineData(3, 40)] // The same few strings in every block, so that tags which look alike are others in the next.
    [InlineData(400_000, 2)] // Few of these are more than is kept.
    public void Tags_OfBlocksThatAreFilledAgain_AreThoseOfTheFeature(int longest, int rounds)
    {
        var (random, blocks) = (new Random(longest), new[] { new OsmBlock(), new OsmBlock() });
        for (var round = 0; round < rounds; round++)
        {
            var block = blocks[round % 2]; // Both are filled as often as the other.
            block.Clear();
            var strings = Enumerable.Range(0, 4).Select(_ => block.AddString(Text(random, longest))).ToArray();
            for (var i = 0; i < 20; i++)
            {
                var tags = Enumerable.Range(0, random.Next(10) == 0 ? 40 : random.Next(4)).Select(_ => new OsmTag(random.GetItems(strings, 1)[0], random.GetItems(strings, 1)[0]));
                var feature = Feature(block, [.. tags]);

                Assert.Equal(Expected(feature.Tags), Read(_tags.Of(feature)));
            }
        }
    }

    [Fact]
    public void Tags_OfPartsOfABlock_AreThoseOfTheBlockShown()
    {
        var (whole, part) = (new OsmBlock(), new OsmBlock());
        foreach (var value in new[] { "x", "y" })
        {
            whole.Clear();
            var tag = new OsmTag(whole.AddString("k"u8), whole.AddString(Encoding.UTF8.GetBytes(value)));
            var tags = whole.AddTags([tag]);
            part.Show(whole, BlockPart.Of(whole, 0));

            Assert.Equal($$"""{"k":"{{value}}"}""", Encoding.UTF8.GetString(_tags.Of(new OsmFeature(part, OsmKind.Node, 1, tags, default, new PackedGeometry()))));
        }
    }

    private static byte[] Text(Random random, int longest)
    {
        var text = new byte[random.Next(1, longest + 1)];
        random.NextBytes(text); // Also no UTF-8, quotes and U+0000.
        return text;
    }

    private static OsmFeature Feature(OsmBlock block, OsmTag[] tags) =>
        new(block, OsmKind.Way, 1, block.AddTags(tags), default, new PackedGeometry());

    private static List<(string, string)> Expected(TagView tags)
    {
        var (expected, keys) = (new List<(string, string)>(), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < tags.Count; i++)
        {
            if (keys.Add(Convert.ToHexString(tags.Key(i))))
            {
                expected.Add((Clean(tags.Key(i)), Clean(tags.Value(i))));
            }
        }

        return expected;
    }

    private static string Clean(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text).Replace('\0', '\uFFFD');

    private static List<(string, string)> Read(ReadOnlySpan<byte> json)
    {
        using var document = JsonDocument.Parse(json.ToArray());
        return [.. document.RootElement.EnumerateObject().Select(tag => (tag.Name, tag.Value.GetString()!))];
    }
}
