using OsmTasking.Extraction.Geometries;
using OsmTasking.Extraction.Locations;

namespace OsmTasking.Extraction.Tests.Locations;

public sealed class NodeLocationsTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"osmtasking-{Guid.NewGuid():N}.nodes");

    // Sparse and dense pages, whole ones, the borders of pages, ids in any order, negative ones and those beyond the directory.
    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(3, 40_000, false)]
    [InlineData(700, 90, true)]
    [InlineData(200_000, 1, false)]
    [InlineData(200_000, 7, true)]
    [InlineData(200_000, 13, false)]
    public void TryGet_FindsWhatWasAdded_AndNothingElse(int count, int step, bool shuffled)
    {
        foreach (var file in (string?[])[null, _path])
        {
            foreach (var first in (long[])[-(count * (long)step / 2), 0, 13_000_000_000, long.MaxValue - (count * (long)step)])
            {
                using var nodes = new NodeLocations(file);
                var ids = Enumerable.Range(0, count).Select(i => first + (i * (long)step)).ToArray();
                if (shuffled)
                {
                    new Random(count).Shuffle(ids);
                }

                foreach (var id in ids)
                {
                    nodes.Add(id, Longitude(id), Latitude(id));
                }

                nodes.Freeze();

                Assert.Equal(count, nodes.Count);
                foreach (var id in ids)
                {
                    Assert.True(nodes.TryGet(id, out var longitude, out var latitude));
                    Assert.Equal((Longitude(id), Latitude(id)), (longitude, latitude));
                }

                var known = ids.ToHashSet();
                foreach (var id in ids.Take(1000).SelectMany(id => (long[])[unchecked(id - 1), unchecked(id + 1), id ^ 0x10000, ~id]).Where(id => !known.Contains(id)))
                {
                    Assert.False(nodes.TryGet(id, out _, out _), $"{id}");
                }
            }
        }
    }

    [Fact]
    public void Add_ANodeSeveralTimes_TheLastCounts()
    {
        using var nodes = new NodeLocations();
        foreach (var (id, longitude) in ((long, int)[])[(5, 1), (6, 2), (6, 3), (5, 4), (70_000, 5), (5, 6), (3, 7)])
        {
            nodes.Add(id, longitude, 0);
        }

        nodes.Freeze();

        Assert.Equal([(5, 6), (6, 3), (70_000, 5), (3, 7)], new[] { 5, 6, 70_000, 3 }.Select(id => (id, nodes.TryGet(id, out var longitude, out _) ? longitude : -1)));
        Assert.Throws<InvalidOperationException>(() => nodes.Add(8, 0, 0));
    }

    [Fact]
    public void Reader_AcrossPages_AgreesWithTheStore()
    {
        using var nodes = new NodeLocations();
        var random = new Random(1);
        var ids = Enumerable.Range(0, 50_000).Select(_ => random.NextInt64(40_000_000)).Distinct().Order().ToArray();
        foreach (var id in ids)
        {
            nodes.Add(id, Longitude(id), Latitude(id));
        }

        nodes.Freeze();
        var reader = new LocationReader(nodes);
        for (var i = 0; i < 200_000; i++)
        {
            var id = i % 3 == 0 ? random.NextInt64(40_000_000) : ids[random.Next(ids.Length)];
            Assert.Equal(nodes.TryGet(id, out var longitude, out var latitude), reader.TryGet(id, out var place));
            Assert.True(longitude == 0 || (longitude, latitude) == (PackedLocation.Longitude(place), PackedLocation.Latitude(place)));
        }
    }

    // What the comment on the class promises, up to the highest ids there are and the share of them an extract has.
    [Theory]
    [InlineData(1, 8.2)]
    [InlineData(4, 8.8)]
    [InlineData(50, 10.4)]
    [InlineData(500, 10.6)]
    public void LengthInBytes_IsWhatIsPromisedANode(int step, double most)
    {
        using var nodes = new NodeLocations();
        var random = new Random(7);
        for (long id = 12_000_000_000, added = 0; added < 1_000_000; added++)
        {
            nodes.Add(id += random.Next(1, step * 2), 1, 1);
        }

        nodes.Freeze();

        Assert.InRange((double)nodes.LengthInBytes / nodes.Count, 8, most);
    }

    public void Dispose() => Assert.False(File.Exists(_path), "the file was not deleted with the store");

    private static int Longitude(long id) => (int)(id % 1_800_000_000);

    private static int Latitude(long id) => (int)((id * 31) % 900_000_000);
}
