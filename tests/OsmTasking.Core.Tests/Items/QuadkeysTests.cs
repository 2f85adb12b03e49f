using OsmTasking.Core.Items;

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

    [Fact]
    public void Metres_OfADegreeOfTheEquator() => Assert.Equal(111_194.93, ItemSearch.Metres(new ItemPin(0, 0), new ItemPin(1, 0)), 2);

    [Fact]
    public void Status_NamesReadBackAsWritten() =>
        Assert.All(ItemStatuses.All, status => Assert.Equal(status, ItemStatuses.Parse(status.Name())));
}
