using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Checks;
using OsmTasking.Extraction.Pbf;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Checks;

public sealed class DataChecksTests
{
    [Theory]
    [InlineData("liechtenstein.osm.pbf")]
    [InlineData("malta.osm.pbf")]
    public void Run_Country_FindsTheSameWithAnyNumberOfThreads_EachKeyOnce(string file)
    {
        var path = SharedData.PathOrSkip($"data/{file}");
        var alone = CheckedText.All(new PbfFile(path) { Threads = 1 });
        var beside = CheckedText.All(new PbfFile(path) { Threads = 4 });

        Assert.Equal(alone, beside);
        Assert.Equal(alone.Count, alone.Select(finding => finding.Key).Distinct().Count());
        Assert.All(alone, finding => Assert.True(finding.Detail.Length is > 0 and <= 255 && finding.Key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')));
        Assert.InRange(alone.Count, 40, 1000);
    }

    [Fact]
    public void Run_SomeChecks_CountsOnlyThose()
    {
        var source = new OsmText("n1 x0 y0\nn2 x0 y0\nw1 Nn1,n2");

        var summary = DataChecks.Run(source, new CheckOptions { Checks = new HashSet<CheckKind> { CheckKind.DuplicateNodes, CheckKind.RoadIsland } }, _ => { });

        Assert.Equal([(CheckKind.DuplicateNodes, 1), (CheckKind.RoadIsland, 0)], summary.Counts.Select(count => (count.Key, count.Value)));
    }

    [Fact]
    public void Kinds_HaveANameThatReadsBack_AndWordsOfTheirOwn()
    {
        Assert.All(CheckKinds.All, check => Assert.Equal(check, CheckKinds.Parse(check.Name())));
        Assert.Equal(CheckKinds.All.Count, CheckKinds.All.Select(check => check.Finds()).Distinct().Count());
        Assert.Null(CheckKinds.Parse("Untagged-Way"));
        Assert.Null(CheckKinds.Parse(null));
    }

    [Fact]
    public void CrossingHighways_AgreeWithComparingEveryPair() => Prop.ForAll(
        Gen.Choose(-400, 400).ArrayOf(24).ToArbitrary(),
        numbers =>
        {
            // Six segments with ends in a square of 800 m, at several places of the grid of cells.
            var text = new StringBuilder();
            for (var i = 0; i < 12; i++)
            {
                text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"n{i + 1} x{numbers[2 * i]} y{numbers[(2 * i) + 1]}");
            }

            for (var i = 0; i < 6; i++)
            {
                text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"w{i + 1} Nn{(2 * i) + 1},n{(2 * i) + 2} Thighway=path");
            }

            // Of the places as they are kept: rounding decides whether an end that touches a line lies beyond it.
            var places = numbers.Select(number => (long)OsmText.Degrees(CheckedText.InDegrees(number))).ToArray();
            var expected = new SortedSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < 6; i++)
            {
                for (var j = i + 1; j < 6; j++)
                {
                    if (Cross(places.AsSpan(4 * i, 4), places.AsSpan(4 * j, 4)))
                    {
                        expected.Add($"way-{i + 1}-way-{j + 1}");
                    }
                }
            }

            var found = CheckedText.Find(CheckKind.CrossingHighways, text.ToString()).Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
            Assert.Equal(expected, found);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Run_AnyObjects_NeverFails() => Prop.ForAll(Gen.Choose(1, 100_000).ToArbitrary(), seed =>
    {
        var findings = CheckedText.All(Garbage(new Random(seed)), linesPerBlock: 5);
        Assert.Equal(findings.Count, findings.Select(finding => finding.Key).Distinct().Count());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Run_Stopped_Ends()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => DataChecks.Run(new OsmText("n1 x0 y0"), new CheckOptions(), _ => { }, null, stop.Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Writer_WritesOneFeatureALine_InToFixesSchema(bool collection)
    {
        using var stream = new MemoryStream();
        using (var writer = new FindingWriter(stream, collection))
        {
            writer.Write(new Finding(CheckKind.MisspeltTag, new(OsmKind.Node, 7), 9.5, 47.1, "The key '\"\n\u00e9' …"));
            writer.Write(new Finding(CheckKind.DuplicateWays, new(OsmKind.Way, 1), -180, 90, "Two ways") { Other = new(OsmKind.Way, 2) });
            writer.Complete();
        }

        var text = Encoding.UTF8.GetString(stream.ToArray());
        var lines = text.Split('\n').Where(line => line.StartsWith("{\"type\":\"Feature\"", StringComparison.Ordinal)).ToArray();
        using var first = JsonDocument.Parse(lines[0].TrimEnd(','));
        using var second = JsonDocument.Parse(lines[1]);

        Assert.Equal("misspelt-tag-node-7", first.RootElement.GetProperty("id").GetString());
        Assert.Equal("The key '\"\n\u00e9' …", first.RootElement.GetProperty("properties").GetProperty("string:instructions").GetString());
        Assert.Equal("[-180,90]", second.RootElement.GetProperty("geometry").GetProperty("coordinates").GetRawText());
        Assert.Equal("way/1 way/2", second.RootElement.GetProperty("properties").GetProperty("string:objects").GetString());
        Assert.Equal("duplicate-ways", second.RootElement.GetProperty("properties").GetProperty("tofix:category").GetString());
        Assert.Equal(collection, IsOneDocument(text));
    }

    private static bool IsOneDocument(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.GetProperty("features").GetArrayLength() == 2;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Cross(ReadOnlySpan<long> one, ReadOnlySpan<long> other) =>
        Side(one, other[0], other[1]) * Side(one, other[2], other[3]) < 0 && Side(other, one[0], one[1]) * Side(other, one[2], one[3]) < 0;

    private static int Side(ReadOnlySpan<long> line, long x, long y) =>
        Math.Sign(((line[2] - line[0]) * (y - line[1])) - ((line[3] - line[1]) * (x - line[0])));

    private static string Garbage(Random random)
    {
        string[] tags = ["", " Thighway=residential", " Tbuilding=yes", " Tbarrier=wall", " Thighway=footway,area=yes", " Tname=A", " Thigway=x,layer=9", " Tbuilding=roof"];
        string[] types = ["multipolygon", "boundary", "route"];
        var text = new StringBuilder();
        for (var id = 1; id < 20; id++)
        {
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"n{id} x{random.Next(0, 6)} y{random.Next(0, 6)}{tags[random.Next(tags.Length)]}");
        }

        for (var id = 1; id < 12; id++)
        {
            var refs = string.Join(',', Enumerable.Range(0, random.Next(0, 7)).Select(_ => $"n{random.Next(1, 21)}"));
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"w{id} N{refs}{tags[random.Next(tags.Length)]}");
        }

        for (var id = 1; id < 4; id++)
        {
            var members = string.Join(',', Enumerable.Range(0, random.Next(0, 4)).Select(_ => $"{"nwr"[random.Next(3)]}{random.Next(1, 13)}@outer"));
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"r{id} M{members} Ttype={types[random.Next(3)]},building=yes");
        }

        return text.ToString();
    }
}
