using OsmTasking.Core.Edits;
using ReferenceApi.ToFix;

namespace ReferenceApi.Tests.ToFix;

/// <summary>Which OSM objects an item names, and what it knows of them.</summary>
public class ItemObjectsTests
{
    [Theory]
    [InlineData("""{"id":"way/12"}""", "way/12")]
    [InlineData("""{"id":"way-12"}""", "way/12")]
    [InlineData("""{"id":7,"properties":{"osm_id":"node/5"}}""", "node/5")]
    [InlineData("""{"id":"way/1","properties":{"@id":"relation/9"}}""", "relation/9")]
    [InlineData("""{"id":"crossing-way-1-way-2","properties":{"string:objects":"way/2 way/1 way/2"}}""", "way/2,way/1")]
    [InlineData("""{"id":"way/0"}""", "")]
    [InlineData("""{"id":"way/-3"}""", "")]
    [InlineData("""{"id":"way/99999999999999999999"}""", "")]
    [InlineData("""{"id":"way/12/../../1"}""", "")]
    [InlineData("""{"properties":null}""", "")]
    [InlineData("""{"properties":{"@id":12,"string:objects":["way/1"]}}""", "")]
    public void Objects_AreThoseThatTheFeatureNames(string feature, string expected) =>
        Assert.Equal(expected, string.Join(',', ItemObjects.Of($$"""{"type":"FeatureCollection","features":[{{feature}}]}""").Select(one => one.Element)));

    [Fact]
    public void NoFeatures_NameNothing()
    {
        Assert.Empty(ItemObjects.Of(null));
        Assert.Empty(ItemObjects.Of("""{"features":[null,1]}"""));
    }

    [Fact]
    public void Tags_AreTakenFromTheItem_OnlyWithTheirVersion()
    {
        const string Features = """
            {"features":[{"properties":{"@id":"way/7","@version":3,"@user":"ada","building":"yes","height":4,"instructions":"look","tofix:category":"x"}},
            {"properties":{"@id":"way/8","building":"yes"}}]}
            """;
        var found = ItemObjects.Of(Features);

        var told = found[0].Told!;
        Assert.Equal((new OsmElementId(OsmElementKind.Way, 7), 3), (told.Element, told.Version));
        Assert.Equal("building", Assert.Single(told.Tags).Key);
        Assert.Null(found[1].Told);
    }

    [Fact]
    public void Objects_AreNoMoreThanThePageReads()
    {
        var many = string.Join(' ', Enumerable.Range(1, 500).Select(id => $"node/{id}"));

        Assert.Equal(ItemObjects.Most, ItemObjects.Of($$$"""{"features":[{"properties":{"objects":"{{{many}}}"}},{"id":"way/1"}]}""").Count);
    }
}
