using OsmTasking.Extraction.Checks;

namespace OsmTasking.Extraction.Tests.Checks;

public sealed class ObjectCheckTests
{
    [Theory]
    [InlineData("n1 x5 y5\nn2 x5 y5", "node-1-node-2")]
    [InlineData("n2 x5 y5\nn1 x5 y5\nn3 x5 y5", "node-1-node-2")]
    [InlineData("n1 x5 y5\nn2 x5.1 y5", "")]
    [InlineData("n1 x5 y5 Tamenity=cafe\nn2 x5 y5 Tamenity=bank", "")]
    [InlineData("n1 x5 y5 Tamenity=cafe\nn2 x5 y5", "")]
    [InlineData("n1 x5 y5 Tamenity=cafe,name=A\nn2 x5 y5 Tname=A,amenity=cafe", "node-1-node-2")]
    [InlineData("n1 x5 y5\nn2 x5 y5 dD", "")]
    [InlineData("n-1 x5 y5\nn90000000000000 x5 y5", "node--1-node-90000000000000")]
    public void DuplicateNodes_HitsAndNearMisses(string text, string keys) => Assert.Equal(keys, CheckedText.Find(CheckKind.DuplicateNodes, text));

    [Theory]
    [InlineData("w1 Nn1,n2,n3 Thighway=path\nw2 Nn1,n2,n3 Thighway=path", "way-1-way-2")]
    [InlineData("w1 Nn1,n2,n3 Tbarrier=wall\nw2 Nn3,n2,n1 Tbarrier=wall", "way-1-way-2")] // The other way round.
    [InlineData("w1 Nn1,n2,n3,n1 Tbuilding=yes\nw2 Nn3,n2,n1,n3 Tbuilding=house", "way-1-way-2")] // Turned, and begun elsewhere; both buildings.
    [InlineData("w1 Nn1,n2,n3 Thighway=path\nw2 Nn1,n2,n3 Tbarrier=wall", "")] // A path on a wall.
    [InlineData("w1 Nn1,n2,n3 Tbarrier=wall\nw2 Nn1,n2 Tbarrier=wall", "")]
    [InlineData("w1 Nn1,n2,n3,n1 Tbarrier=wall\nw2 Nn1,n3,n2 Tbarrier=wall", "")]
    [InlineData("w1 Nn1,n2,n3\nw2 Nn1,n2,n3\nr1 Mw1@,w2@ Ttype=route", "")] // Untagged: edges of two areas.
    [InlineData("w1 Nn1,n2 Tbarrier=wall\nw2 Nn1,n2 Tbarrier=wall\nw3 Nn1,n2 Tbarrier=wall", "way-1-way-2 way-1-way-3")]
    public void DuplicateWays_HitsAndNearMisses(string ways, string keys) =>
        Assert.Equal(keys, CheckedText.Find(CheckKind.DuplicateWays, $"n1 x0 y0\nn2 x9 y0\nn3 x9 y9\n{ways}"));

    [Theory]
    [InlineData("w1 Nn1,n2", "way-1")]
    [InlineData("w1 Nn1,n2 Tnote=what~is~this", "")]
    [InlineData("w1 Nn1,n2\nr1 Mw1@outer Ttype=multipolygon,landuse=grass", "")]
    [InlineData("w1 Nn1,n2\nr1 Mw1@ Ttype=route", "")]
    [InlineData("w1 Nn1,n99", "")]
    public void UntaggedWay_HitsAndNearMisses(string ways, string keys) => Assert.Equal(keys, CheckedText.Find(CheckKind.UntaggedWay, $"n1 x0 y0\nn2 x9 y0\n{ways}"));

    [Theory]
    [InlineData("w1 Nn1,n2,n3\nr1 Mw1@outer Ttype=multipolygon,landuse=grass", "relation-1")] // Does not close.
    [InlineData("w1 Nn1,n3,n2,n4,n1\nr1 Mw1@outer Ttype=multipolygon", "relation-1")] // Crosses itself.
    [InlineData("w1 Nn1,n2,n3\nr1 Mw1@outer Ttype=boundary", "relation-1")]
    [InlineData("w1 Nn1,n2,n3,n4,n1\nr1 Mw1@outer Ttype=multipolygon,landuse=grass", "")]
    [InlineData("w1 Nn1,n2,n3\nr1 Mw1@outer,w9@outer Ttype=multipolygon,landuse=grass", "")] // Cut by the edge of the extract.
    [InlineData("w1 Nn1,n2,n3\nr1 Mw1@outer Ttype=route", "")]
    public void BrokenMultipolygon_HitsAndNearMisses(string lines, string keys) =>
        Assert.Equal(keys, CheckedText.Find(CheckKind.BrokenMultipolygon, $"n1 x0 y0\nn2 x9 y0\nn3 x9 y9\nn4 x0 y9\n{lines}"));

    [Theory]
    [InlineData("higway=residential", "'higway' looks like a slip for highway.")]
    [InlineData("highwya=residential", "'highwya' looks like a slip for highway.")]
    [InlineData("Highway=residential", "'Highway' looks like a slip for highway.")]
    [InlineData("highway~=residential", "'highway ' looks like a slip for highway.")]
    [InlineData("highway=residental", "highway='residental' looks like a slip for residential.")]
    [InlineData("landuse=forrest", "landuse='forrest' looks like a slip for forest.")]
    [InlineData("building=Yes", "building='Yes' looks like a slip for yes.")]
    [InlineData("highway=residential", null)]
    [InlineData("highway=services", null)]
    [InlineData("maxheight=3,maxweight=3", null)]
    [InlineData("building=trullo", null)]
    [InlineData("building=whatever", null)]
    [InlineData("highway=footway;cycleway", null)]
    [InlineData("name:higway=x", null)]
    [InlineData("nam=x", null)] // Too short to tell.
    [InlineData("tricycle=yes", null)]
    [InlineData("amenity=parkingg", null)] // No list.
    [InlineData("sources=a,source=b", null)] // The right one is there too.
    public void MisspeltTag_HitsAndNearMisses(string tags, string? detail)
    {
        var told = CheckedText.All($"n1 x0 y0 T{tags},shop=yes").SingleOrDefault(finding => finding.Check == CheckKind.MisspeltTag)?.Detail;

        Assert.Equal(detail is null, told is null);
        Assert.EndsWith(detail ?? "", told ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("w1 Nn1,n2 Tname=Mill~Lane,maxspeed=30", "way-1")]
    [InlineData("w1 Nn1,n2 Tmaxspeed=30,source=survey", "way-1")]
    [InlineData("n9 x1 y1 Tname=Here", "node-9")]
    [InlineData("r1 Mn1@ Tname=Thing", "relation-1")]
    [InlineData("w1 Nn1,n2 Tname=Mill~Lane,maxspeed=30,highway=service", "")]
    [InlineData("w1 Nn1,n2 Tsource=survey,note=hm", "")]
    [InlineData("n9 x1 y1 Taddr:housenumber=12,name=Here", "")]
    [InlineData("w1 Nn1,n2 Tname=Part\nr1 Mw1@ Ttype=route,route=bus", "")]
    [InlineData("r1 Mn1@ Ttype=site", "")]
    public void MissingTag_HitsAndNearMisses(string lines, string keys) => Assert.Equal(keys, CheckedText.Find(CheckKind.MissingTag, $"n1 x0 y0\nn2 x9 y0\n{lines}"));
}
