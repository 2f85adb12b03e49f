using FsCheck;
using FsCheck.Fluent;
using NetTopologySuite.IO;
using OsmTasking.Extraction.Filters;
using OsmTasking.Extraction.Geometries;
using OsmTasking.Extraction.Tests.Geometries;

namespace OsmTasking.Extraction.Tests.Filters;

public sealed class AreaFilterTests
{
    private const string Town = """
        n1 x0 y0 Tname=inside
        n2 x3 y0 Tname=outside
        n3 x-1 y0
        n4 x1 y0 Tname=edge
        n5 x3 y1
        n6 x0 y1
        w1 Nn3,n1 Thighway=in
        w2 Nn1,n2 Thighway=crossing
        w3 Nn2,n5 Thighway=out
        w4 Nn1,n2,n5,n6,n1 Tbuilding=crossing
        r1 Mw2@,n1@,n2@ Ttype=route,route=bus
        """;

    private const string Square = "POLYGON((-1 -1,1 -1,1 1,-1 1,-1 -1))";
    private const string Diamond = "POLYGON((-1.5 0,0 -1.5,1.5 0,0 1.5,-1.5 0))";

    [Theory]
    [InlineData(Square, AreaRelation.Intersects, "n1 n4 w1 w2 w4 r1")]
    [InlineData(Square, AreaRelation.Within, "n1 n4 w1")]
    [InlineData(Square, AreaRelation.Clip, "n1 n4 w1 w2 w4 r1")]
    [InlineData(Diamond, AreaRelation.Intersects, "n1 n4 w1 w2 w4 r1")]
    [InlineData(Diamond, AreaRelation.Within, "n1 n4 w1")]
    [InlineData(Diamond, AreaRelation.Clip, "n1 n4 w1 w2 w4 r1")]
    public void Apply_ToATown_LetsTheRightObjectsPass(string area, AreaRelation relation, string ids) =>
        Assert.Equal(ids, Cut(area, relation).Ids);

    [Fact]
    public void Apply_Clip_KeepsThePartInside()
    {
        var cut = Cut(Square, AreaRelation.Clip);

        Assert.Equal("LINESTRING (0 0, 1 0)", cut.Objects.Find(item => item.Tags.GetValueOrDefault("highway") == "crossing")!.Geometry.ToString());
        Assert.True(cut.Objects.Find(item => item.Tags.ContainsKey("building"))!.Geometry.EqualsTopologically(new WKTReader().Read("POLYGON((0 0,1 0,1 1,0 1,0 0))")));
        Assert.Equal("GEOMETRYCOLLECTION (POINT (0 0), LINESTRING (0 0, 1 0))", cut.Objects.Find(item => item.Tags.ContainsKey("route"))!.Geometry.ToString());
    }

    [Fact]
    public void Apply_AnyGeometry_AgreesWithNts() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var geometry = PackedGeometries.Any(new Random(seed));
        if (geometry.Kind is GeometryKind.GeometryCollection || !geometry.ToNts().IsValid)
        {
            return; // NTS itself refuses these.
        }

        foreach (var text in new[] { "POLYGON((-90 -40,90 -40,90 40,-90 40,-90 -40))", "POLYGON((-170 0,0 -80,170 0,0 80,-170 0),(-20 -20,-20 20,20 20,20 -20,-20 -20))" })
        {
            var area = new WKTReader().Read(text);
            Assert.Equal(area.Intersects(geometry.ToNts()), new AreaFilter(area).Apply(geometry) is not null);
            Assert.Equal(area.Covers(geometry.ToNts()), new AreaFilter(area, AreaRelation.Within).Apply(geometry) is not null);
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("POINT(0 0)")]
    [InlineData("POLYGON EMPTY")]
    [InlineData("POLYGON((0 0,1 1,1 0,0 1,0 0))")]
    public void Create_WithABadArea_IsRefused(string area) =>
        Assert.Throws<ArgumentException>(() => new AreaFilter(new WKTReader().Read(area)));

    private static Extracted Cut(string area, AreaRelation relation) =>
        Extracted.From(Town, new() { Area = new AreaFilter(new WKTReader().Read(area), relation) });
}
