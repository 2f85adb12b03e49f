using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Tests.Geometries;

public sealed class MemberWaysTests
{
    [Fact]
    public void Wants_InAnyOrder_KnowsEveryWay()
    {
        var random = new Random(3);
        var wanted = Enumerable.Range(0, 300).Select(_ => random.NextInt64(1000)).ToHashSet();
        var ways = new MemberWays();
        foreach (var way in wanted)
        {
            ways.Want(way);
        }

        ways.Freeze();
        var hint = 0;
        for (var i = 0; i < 5000; i++)
        {
            var way = random.NextInt64(-10, 1010);
            Assert.Equal(wanted.Contains(way), ways.Wants(way, ref hint));
        }
    }
}
