using NetTopologySuite.Geometries;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Tests.Geometries;

public sealed class SimpleRingTests
{
    [Theory]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    [InlineData(5, 4)]
    [InlineData(8, 6)]
    [InlineData(12, 9)]
    public void TryWrite_OfAnyRing_TakesOnlyWhatIsValid_AndAllThatIsConvex(int corners, int width)
    {
        var random = new Random(corners);
        var ring = new SimpleRing();
        var simple = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var places = Enumerable.Range(0, corners).Select(_ => (X: random.Next(width), Y: random.Next(width))).ToArray();
            if (i % 2 == 0)
            {
                // Around a place in the middle: often simple, sometimes convex, sometimes twice around.
                places = [.. places.OrderBy(place => Math.Atan2(place.Y - (width / 2.0), place.X - (width / 2.0)))];
            }

            var polygon = new GeometryFactory().CreatePolygon([.. places.Append(places[0]).Select(place => new Coordinate(place.X, place.Y))]);

            // A location that follows itself is no fault to NetTopologySuite, and is one here.
            var expected = places.Distinct().Count() == places.Length && polygon.IsValid;
            var told = ring.TryWrite([.. places.Append(places[0]).Select(place => PackedLocation.Pack(place.X, place.Y))], new PackedGeometry());
            Assert.True(expected || !told, string.Join(' ', places));
            Assert.True(told || !expected || polygon.Area < polygon.ConvexHull().Area, string.Join(' ', places));
            simple += told ? 1 : 0;
        }

        Assert.InRange(simple, 100, 19_900);
    }

    [Theory]
    [InlineData("0 3, 2 -3, -3 1, 3 1, -2 -3", false)] // A pentagram: turns to one side only, but goes round twice.
    [InlineData("0 0, 2 0, 4 0, 4 2, 4 4, 0 4", true)]
    [InlineData("0 0, 4 0, 4 4, 2 4, 4 4, 0 4", false)]
    [InlineData("0 0, 4 0, 2 1, 4 4, 0 4", true)]
    [InlineData("0 0, 1 1, 2 2, 3 3", false)]
    public void TryWrite_OfOneRing_IsRight(string places, bool simple)
    {
        var packed = places.Split(", ").Select(place => Array.ConvertAll(place.Split(' '), int.Parse)).Select(place => PackedLocation.Pack(place[0], place[1])).ToArray();

        Assert.Equal(simple, new SimpleRing().TryWrite([.. packed, packed[0]], new PackedGeometry()));
    }
}
