using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Core.Grids;
using OsmTasking.Core.Items;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Tests.Items;

public class QuadkeysTests
{
    [Theory] // Worked by hand from the definition: tile x in bit 0, y in bit 1 of each digit.
    [InlineData(-179.99, 85.051, "0000000000000")]
    [InlineData(179.99, -85.051, "3333333333333")]
    [InlineData(0.001, -0.001, "3000000000000")]
    [InlineData(-0.001, 0.001, "0333333333333")]
    [InlineData(180, 90, "1111111111111")]
    public void At_GivesTheTileOfZoom13(double longitude, double latitude, string expected) => Assert.Equal(expected, Quadkeys.At(new ItemPin(longitude, latitude)));

    [Theory]
    [InlineData(0, 0, 0, "")]
    [InlineData(3, 3, 5, "213")]
    [InlineData(13, 8191, 8191, "3333333333333")]
    public void Of_IsTheKeyOfTheTile(int zoom, int x, int y, string key) => Assert.Equal(key, Quadkeys.Of(new TileKey(zoom, x, y)));

    [Fact]
    public void BoxOf_IsTheBoxOfTheTile_ButReachesToThePoles() => Prop.ForAll(
        Gen.Choose(1, Tile.DeepestZoom).SelectMany(zoom => Gen.Choose(0, (1 << zoom) - 1).Two().Select(place => new TileKey(zoom, place.Item1, place.Item2))).ToArbitrary(), tile =>
        {
            var box = Tile.Box(tile);

            var (low, high) = Quadkeys.BoxOf(Quadkeys.Of(tile));

            Assert.Equal((box.MinX, box.MaxX), (low.Longitude, high.Longitude));
            Assert.Equal(tile.Y == (1 << tile.Zoom) - 1 ? -90 : box.MinY, low.Latitude);
            Assert.Equal(tile.Y == 0 ? 90 : box.MaxY, high.Latitude);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Metres_OfADegreeOfTheEquator() => Assert.Equal(111_194.93, ItemSearch.Metres(new ItemPin(0, 0), new ItemPin(1, 0)), 2);

    [Fact]
    public void Status_NamesReadBackAsWritten() =>
        Assert.All(ItemStatuses.All, status => Assert.Equal(status, ItemStatuses.Parse(status.Name())));
}
