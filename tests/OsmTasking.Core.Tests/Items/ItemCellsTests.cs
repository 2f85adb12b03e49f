using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Core.Items;

namespace OsmTasking.Core.Tests.Items;

/// <summary>Where a search begins: cells by what lies in them, and never outside of what was asked for.</summary>
public class ItemCellsTests
{
    private static readonly ItemCells Cells = new(new Dictionary<string, int> { ["00"] = 1, ["11"] = 3, ["33"] = 4 });

    [Theory]
    [InlineData(0, "00")]
    [InlineData(0.124, "00")]
    [InlineData(0.126, "11")]
    [InlineData(0.49, "11")]
    [InlineData(0.51, "33")]
    [InlineData(0.999, "33")]
    public void Choose_IsByWhatLiesThere(double draw, string cell) => Assert.Equal(cell, Cells.Choose(new(-180, -90), new(180, 90), draw));

    [Fact]
    public void Choose_KeepsToTheBox()
    {
        Assert.Equal("33", Cells.Choose(new(100, -80), new(120, -70), 0.1));
        Assert.Null(Cells.Choose(new(-10, -80), new(0, -70), 0.5)); // West of the middle in the south there is none.
        Assert.Equal(["00", "33"], Cells.Without("11").Open.Keys.Order());
    }

    // The tile that a place is filed in has the place in its box, at the poles too.
    [Fact]
    public void BoxOf_IsWhereAtFiles() => Prop.ForAll(
        Gen.Choose(-1800, 1800).Zip(Gen.Choose(-900, 900)).ToArbitrary(), place =>
        {
            var pin = new ItemPin(place.Item1 / 10.0, place.Item2 / 10.0);
            for (var digits = 1; digits <= Quadkeys.Zoom; digits++)
            {
                var (low, high) = Quadkeys.BoxOf(Quadkeys.At(pin)[..digits]);
                Assert.InRange(pin.Longitude, low.Longitude - 1e-9, high.Longitude + 1e-9);
                Assert.InRange(pin.Latitude, low.Latitude - 1e-9, high.Latitude + 1e-9);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Coarsened_HasFewerCells_AndAsManyItems()
    {
        var many = new ItemCells(Enumerable.Range(0, 4096).ToDictionary(number => string.Concat(Enumerable.Range(0, 6).Select(digit => (char)('0' + ((number >> (2 * digit)) & 3)))), _ => 2, StringComparer.Ordinal));

        var few = many.Coarsened(100);

        Assert.Equal((64, 8192), (few.Open.Count, few.Open.Values.Sum()));
        Assert.Same(many.Open, many.Coarsened(4096).Open);
    }

    [Fact]
    public void Search_InACell_NeverLeavesWhatWasAskedFor() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Zip(Gen.Choose(1, 13)).ToArbitrary(), given =>
        {
            var asked = ItemSearch.Of(new ItemPick.Viewport(new(9, 47), new(9.5, 47.4)), given.Item1);
            var (low, high) = Quadkeys.BoxOf(Quadkeys.At(new(9.2, 47.2))[..given.Item2]);

            var search = asked.In(low, high, given.Item1 * 7919L);

            Assert.True(search.SouthWest.Longitude >= asked.SouthWest.Longitude && search.NorthEast.Latitude <= asked.NorthEast.Latitude);
            Assert.InRange(search.From.Longitude, search.SouthWest.Longitude, search.NorthEast.Longitude);
            Assert.InRange(search.From.Latitude, search.SouthWest.Latitude, search.NorthEast.Latitude);
        }).QuickCheckThrowOnFailure();
}
