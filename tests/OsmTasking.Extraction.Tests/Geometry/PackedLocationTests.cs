using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Tests.Geometries;

public sealed class PackedLocationTests
{
    private static readonly Gen<int> Extreme = Gen.OneOf(
        Gen.Elements(-1_000_000_000, 1_000_000_000, 0), Gen.Choose(-1_000_000_000, 1_000_000_000), Gen.Choose(999_999_990, 1_000_000_000));

    [Fact]
    public void Turn_AnywhereOnTheGlobe_IsExact() => Prop.ForAll(Extreme.ArrayOf(6).ToArbitrary(), drawn =>
    {
        var at = drawn.Select((number, i) => (int)(number * (i % 2 == 0 ? 1.8 : 0.9))).ToArray();
        var cross = ((BigInteger)at[2] - at[0]) * ((BigInteger)at[5] - at[1]) - ((BigInteger)at[3] - at[1]) * ((BigInteger)at[4] - at[0]);

        Assert.Equal(cross.Sign, PackedLocation.Turn(PackedLocation.Pack(at[0], at[1]), PackedLocation.Pack(at[2], at[3]), PackedLocation.Pack(at[4], at[5])));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Pack_AnyLocation_IsUnpackedAndOrdersFromWestToEastThenSouthToNorth() => Prop.ForAll(Extreme.ArrayOf(4).ToArbitrary(), at =>
    {
        var (a, b) = (PackedLocation.Pack(at[0], at[1]), PackedLocation.Pack(at[2], at[3]));

        Assert.Equal((at[0], at[1]), (PackedLocation.Longitude(a), PackedLocation.Latitude(a)));
        Assert.Equal((at[0], at[1]).CompareTo((at[2], at[3])), a.CompareTo(b));
    }).QuickCheckThrowOnFailure();
}
