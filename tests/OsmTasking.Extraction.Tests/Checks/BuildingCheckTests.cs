using OsmTasking.Extraction.Checks;

namespace OsmTasking.Extraction.Tests.Checks;

public sealed class BuildingCheckTests
{
    // 4---3   A square of ten metres; 5 lies a metre above the middle of its roof, 6 far off to the east, 7 beside 6.
    // |   |
    // 1---2
    private const string Square = """
        n1 x0 y0
        n2 x10 y0
        n3 x10 y10
        n4 x0 y10
        n5 x5 y11
        n6 x60 y5
        n7 x10 y4
        n8 x10 y6

        """;

    [Theory]
    [InlineData("w1 Nn1,n2,n3,n4 Tbuilding=yes", "way-1")]
    [InlineData("w1 Nn1,n2 Tbuilding=yes", "way-1")]
    [InlineData("w1 Nn1,n2,n3,n4,n1 Tbuilding=yes", "")]
    [InlineData("w1 Nn1,n2,n3,n4 Tbuilding=no", "")]
    [InlineData("w1 Nn1,n2,n3,n4 Tbarrier=wall", "")]
    [InlineData("n9 x0 y0\nw1 Nn1,n2,n3,n4,n9 Tbuilding=yes", "")] // Closed for the eye: told as two nodes in one place.
    [InlineData("w1 Nn1,n2,n3 Tbuilding=yes\nw2 Nn3,n4,n1 Tbuilding=yes\nr1 Mw1@outer,w2@outer Ttype=multipolygon,building=yes", "")] // Parts of an outline.
    [InlineData("w1 Nn1,n2,n99,n4 Tbuilding=yes", "")] // Cut by the edge of the extract.
    public void UnclosedBuilding_HitsAndNearMisses(string ways, string keys) => Assert.Equal(keys, CheckedText.Find(CheckKind.UnclosedBuilding, Square + ways));

    [Theory]
    [InlineData("w1 Nn1,n3,n2,n4,n1 Tbuilding=yes", "way-1")] // A bow tie.
    [InlineData("w1 Nn1,n2,n3,n4,n5,n4,n1 Tbuilding=yes", "")] // A thread: the assembler cancels it, and the spike is told by its angle.
    [InlineData("w1 Nn1,n2,n1 Tbuilding=yes", "way-1")]
    [InlineData("w1 Nn1,n2,n3,n4,n1 Tbuilding=yes", "")]
    [InlineData("w1 Nn1,n2,n3,n5,n4,n1 Tbuilding=yes", "")]
    [InlineData("w1 Nn1,n3,n2,n4,n1 Tlanduse=grass", "")]
    public void SelfCrossingBuilding_HitsAndNearMisses(string ways, string keys) => Assert.Equal(keys, CheckedText.Find(CheckKind.SelfCrossingBuilding, Square + ways));

    [Theory]
    [InlineData("w1 Nn1,n2,n7,n6,n8,n3,n4,n1 Tbuilding=yes", "way-1")] // A spike of fifty metres: 2.3°.
    [InlineData("w1 Nn1,n2,n3,n5,n4,n1 Tbuilding=yes", "")]
    [InlineData("w1 Nn1,n2,n3,n1 Tbuilding=yes", "")] // 45°.
    [InlineData("w1 Nn1,n6,n4,n1 Tbuilding=yes", "way-1")] // 9.5°.
    [InlineData("n9 x50 y5\nw1 Nn1,n9,n4,n1 Tbuilding=yes", "")] // 11.4°.
    [InlineData("n9 x10.9 y5.05\nn10 x10 y5\nn11 x10 y5.1\nw1 Nn1,n2,n10,n9,n11,n3,n4,n1 Tbuilding=yes", "")] // Under a metre: a slip nobody sees.
    [InlineData("w1 Nn1,n2,n7,n6,n8,n3,n4,n1 Tlanduse=grass", "")]
    public void ImpossibleAngle_HitsAndNearMisses(string ways, string keys) => Assert.Equal(keys, CheckedText.Find(CheckKind.ImpossibleAngle, Square + ways));

    [Theory]
    [InlineData("highway=footway", "building=yes", "way-2-way-1")]
    [InlineData("highway=residential,layer=1", "building=yes,layer=1", "way-2-way-1")]
    [InlineData("highway=footway,tunnel=building_passage", "building=yes", "")]
    [InlineData("highway=footway,covered=yes", "building=yes", "")]
    [InlineData("highway=footway,indoor=yes", "building=yes", "")]
    [InlineData("highway=footway,level=1", "building=yes", "")]
    [InlineData("highway=residential,bridge=yes", "building=yes", "")]
    [InlineData("highway=residential,tunnel=yes", "building=yes", "")]
    [InlineData("highway=footway", "building=roof", "")]
    [InlineData("highway=footway", "building=yes,layer=-1", "")]
    [InlineData("highway=footway", "building=yes,building:min_level=1", "")]
    [InlineData("highway=footway", "building=no", "")]
    [InlineData("highway=proposed", "building=yes", "")]
    [InlineData("highway=footway,area=yes", "building=yes", "")]
    [InlineData("railway=rail", "building=yes", "")]
    public void HighwayThroughBuilding_TagsThatSayHow(string highway, string building, string keys) => Assert.Equal(keys, CheckedText.Find(
        CheckKind.HighwayThroughBuilding, $"{Square}n20 x-30 y5\nn21 x30 y5\nw1 Nn1,n2,n3,n4,n1 T{building}\nw2 Nn20,n21 T{highway}"));

    [Theory]
    [InlineData("n20 x-30 y5\nn21 x5 y5\nw2 Nn20,n21 Thighway=footway", "way-2-way-1")] // Ends inside.
    [InlineData("n20 x-30 y5\nn21 x1.5 y5\nw2 Nn20,n21 Thighway=footway", "")] // A metre and a half: ends at the wall, roughly.
    [InlineData("n20 x-30 y5\nn21 x0 y5\nw2 Nn20,n21 Thighway=footway", "")] // Ends on the wall.
    [InlineData("n20 x-30 y5\nw2 Nn20,n1 Thighway=footway", "")] // Ends at a node of it.
    [InlineData("n20 x-30 y5\nn21 x-1 y50\nw2 Nn20,n21 Thighway=footway", "")] // Passes by.
    [InlineData("n20 x9 y-1\nn21 x11 y1\nw2 Nn20,n21 Thighway=footway", "")] // Touches a corner.
    public void HighwayThroughBuilding_WhereItRuns(string lines, string keys) => Assert.Equal(keys, CheckedText.Find(
        CheckKind.HighwayThroughBuilding, $"{Square}w1 Nn1,n2,n3,n4,n1 Tbuilding=yes\n{lines}"));

    [Fact]
    public void HighwayThroughBuilding_OfARelation_KnowsItsYard()
    {
        var yard = $"""
            {Square}n11 x2 y2
            n12 x8 y2
            n13 x8 y8
            n14 x2 y8
            n20 x4 y5
            n21 x6 y5
            n22 x5 y30
            w1 Nn1,n2,n3,n4,n1
            w2 Nn11,n12,n13,n14,n11
            w3 Nn20,n21 Thighway=footway
            w4 Nn20,n22 Thighway=footway
            r1 Mw1@outer,w2@inner Ttype=multipolygon,building=yes
            """;

        Assert.Equal("way-4-relation-1", CheckedText.Find(CheckKind.HighwayThroughBuilding, yard));
    }
}
