using OsmTasking.Extraction.Checks;

namespace OsmTasking.Extraction.Tests.Checks;

public sealed class HighwayCheckTests
{
    [Theory]
    [InlineData("highway=residential", "highway=footway", "way-1-way-2")]
    [InlineData("highway=residential,bridge=yes", "highway=footway", "")]
    [InlineData("highway=residential,tunnel=yes", "highway=footway", "")]
    [InlineData("highway=residential,bridge=yes", "highway=footway,bridge=yes", "way-1-way-2")]
    [InlineData("highway=residential,bridge=yes,layer=1", "highway=footway,bridge=yes,layer=2", "")]
    [InlineData("highway=residential,tunnel=building_passage", "highway=footway", "way-1-way-2")] // A passage is on the ground.
    [InlineData("highway=footway,level=1", "highway=footway,level=2", "")]
    [InlineData("highway=footway,level=1", "highway=footway,level=1", "way-1-way-2")]
    [InlineData("highway=residential", "highway=construction", "")]
    [InlineData("highway=residential", "highway=pedestrian,area=yes", "")]
    [InlineData("highway=residential", "waterway=stream", "")]
    [InlineData("highway=residential_link,layer=yes", "highway=trunk_link", "way-1-way-2")] // A layer that is no number is none.
    public void CrossingHighways_TagsThatSayHow(string one, string other, string keys) => Assert.Equal(keys, CheckedText.Find(CheckKind.CrossingHighways, $"""
        n1 x-20 y0
        n2 x20 y0
        n3 x0 y-20
        n4 x0 y20
        w1 Nn1,n2 T{one}
        w2 Nn3,n4 T{other}
        """));

    [Theory]
    [InlineData("w1 Nn1,n9,n2 Thighway=path\nw2 Nn3,n9,n4 Thighway=path", "")] // A node in common.
    [InlineData("w1 Nn1,n9,n2 Thighway=path\nw2 Nn3,n4 Thighway=path", "")] // One passes through a node of the other: not from side to side of either line.
    [InlineData("w1 Nn1,n2 Thighway=path\nw2 Nn3,n9 Thighway=path", "")] // Ends on it: almost joined.
    [InlineData("w1 Nn1,n2 Thighway=path\nw2 Nn3,n1,n4,n2 Thighway=path", "")]
    [InlineData("w1 Nn3,n4,n1,n2 Thighway=path", "way-1")] // Crosses itself.
    [InlineData("n5 x5 y-20\nn6 x5 y20\nw1 Nn1,n2 Thighway=path\nw2 Nn3,n4,n6,n5 Thighway=path", "way-1-way-2")] // Twice: one finding.
    [InlineData("n5 x-9000 y1\nn6 x900 y1\nw1 Nn5,n6 Thighway=path\nw2 Nn3,n4 Thighway=path", "way-1-way-2")] // A long segment is in all its cells.
    public void CrossingHighways_WhereTheyRun(string ways, string keys) => Assert.Equal(keys, CheckedText.Find(CheckKind.CrossingHighways, $"""
        n1 x-20 y0
        n2 x20 y0
        n3 x0 y-20
        n4 x0 y20
        n9 x0 y0
        {ways}
        """));

    [Theory]
    [InlineData("w2 Nn3,n4 Thighway=footway", "node-4-way-1")] // A metre short.
    [InlineData("w2 Nn4,n3 Thighway=footway", "node-4-way-1")]
    [InlineData("w2 Nn3,n5 Thighway=footway", "")] // Three metres short.
    [InlineData("w2 Nn3,n7 Thighway=footway", "node-7-way-1")] // On the line, with no node there.
    [InlineData("w2 Nn3,n1 Thighway=footway", "")]
    [InlineData("w2 Nn3,n6 Thighway=footway", "")] // noexit=yes.
    [InlineData("w2 Nn3,n4 Thighway=footway,layer=-1", "")]
    [InlineData("w2 Nn3,n4 Tbarrier=fence", "")]
    [InlineData("w2 Nn3,n4 Thighway=footway\nw3 Nn4,n10 Thighway=footway", "")] // It goes on.
    [InlineData("w2 Nn3,n4 Thighway=footway\nw3 Nn8,n9 Tbarrier=wall", "")] // A wall between.
    [InlineData("w2 Nn3,n4 Thighway=footway\nw3 Nn11,n12 Tbarrier=wall", "node-4-way-1")] // A wall beside.
    [InlineData("w2 Nn3,n2,n13 Thighway=footway", "")] // It has met the other ten metres before.
    [InlineData("w2 Nn3,n14 Thighway=footway", "")] // Overshoots: told as crossing.
    public void AlmostJoinedHighway_HitsAndNearMisses(string ways, string keys) => Assert.Equal(keys, CheckedText.Find(CheckKind.AlmostJoinedHighway, $"""
        n1 x-20 y0
        n2 x20 y0
        n3 x0 y-20
        n4 x0 y-1
        n5 x0 y-3
        n6 x1 y-1 Tnoexit=yes
        n7 x0 y0
        n8 x-5 y-0.5
        n9 x5 y-0.5
        n10 x60 y-60
        n11 x-5 y-2
        n12 x5 y-2
        n13 x10 y-1
        n14 x0 y1
        w1 Nn1,n2 Thighway=residential
        {ways}
        """));

    [Theory]
    [InlineData("", "", "way-9")]
    [InlineData("w10 Nn91,n1 Thighway=footway", "", "")] // A footpath joins it.
    [InlineData("w10 Nn91,n1 Troute=ferry", "", "")]
    [InlineData("w10 Nn91,n1 Tbarrier=wall", "", "way-9")]
    [InlineData("w10 Nn91,n999 Thighway=residential", "", "")] // It leaves the extract.
    [InlineData("", "w3", "")] // Nothing to the north: it may be an island in the sea.
    public void RoadIsland_HitsAndNearMisses(string more, string without, string keys)
    {
        // A square of streets, 50 km round in many turns, and a road of 100 m in its middle.
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < 20; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"""
                n{(4 * i) + 1} x{-500 - i} y{-500 - i}
                n{(4 * i) + 2} x{500 + i} y{-500 - i}
                n{(4 * i) + 3} x{500 + i} y{500 + i}
                n{(4 * i) + 4} x{-500 - i} y{500 + i}

                """);
        }

        text.AppendLine("n90 x-50 y0\nn91 x50 y0");
        for (var side = 1; side <= 4; side++)
        {
            // To and fro along one side; the next begins where it ends.
            var next = (side % 4) + 1;
            var refs = string.Join(',', Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? $"n{(4 * i) + side},n{(4 * i) + next}" : $"n{(4 * i) + next},n{(4 * i) + side}"));
            text.AppendLine(without == $"w{side}" ? $"w{side} Nn{side},n{next} Twaterway=stream" : $"w{side} N{refs} Thighway=residential");
        }

        text.AppendLine("w9 Nn90,n91 Thighway=service").AppendLine(more);

        Assert.Equal(keys, CheckedText.Find(CheckKind.RoadIsland, text.ToString()));
    }

    [Fact]
    public void RoadIsland_OfFootpathsOnly_IsNone() =>
        Assert.Equal("", CheckedText.Find(CheckKind.RoadIsland, "n1 x0 y0\nn2 x100 y0\nw1 Nn1,n2 Thighway=footway"));
}
