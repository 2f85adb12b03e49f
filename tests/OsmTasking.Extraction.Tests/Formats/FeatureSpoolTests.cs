using OsmTasking.Extraction.Formats;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class FeatureSpoolTests
{
    [Fact]
    public void CopyTo_MoreThanABatch_GivesAllInTheOrderAskedFor()
    {
        using var folder = new TempFolder();
        using var spool = new FeatureSpool(folder["spool"]);
        var random = new Random(1);
        var features = Enumerable.Range(0, 700).Select(_ => new byte[random.Next(1, 200_000)]).ToList();
        features.Add(new byte[40 << 20]);
        foreach (var feature in features)
        {
            random.NextBytes(feature);
            spool.Add(feature, StepBox.Empty);
        }

        int[] order = [.. Enumerable.Range(0, features.Count).OrderBy(_ => random.Next())];
        using var output = new MemoryStream();
        spool.CopyTo(output, [.. order.Select(index => (7UL << 32) | (uint)index)]);

        Assert.True(output.Length > 2 * (32 << 20));
        Assert.True(order.SelectMany(index => features[index]).SequenceEqual(output.ToArray()));
    }

    [Fact]
    public void HilbertOrder_NearPlaces_StandTogether()
    {
        using var folder = new TempFolder();
        using var spool = new FeatureSpool(folder["spool"]);
        for (var i = 0; i < 100; i++)
        {
            var corner = i % 4;
            spool.Add([1], StepBox.Around(((corner % 2 * 100) + (i / 1000d), (corner / 2 * 50) + (i / 1000d), (corner % 2 * 100) + (i / 1000d), (corner / 2 * 50) + (i / 1000d))));
        }

        var corners = spool.HilbertOrder().Select(place => (uint)place % 4).ToList();

        Assert.Equal(3, corners.Zip(corners.Skip(1)).Count(pair => pair.First != pair.Second));
        Assert.Equal(100, spool.HilbertOrder().Distinct().Count());
    }

    [Fact]
    public void Around_Bounds_IsNeverSmaller()
    {
        var random = new Random(2);
        for (var i = 0; i < 10_000; i++)
        {
            var (west, south) = ((random.NextDouble() * 360) - 180, (random.NextDouble() * 180) - 90);
            var box = StepBox.Around((west, south, west, south));
            Assert.True(box.West / 1e7 <= west && box.East / 1e7 >= west && box.South / 1e7 <= south && box.North / 1e7 >= south);
            Assert.InRange(box.East - box.West, 0, 1);
            var step = random.Next(-1_800_000_000, 1_800_000_000);
            Assert.Equal(new StepBox(step, step / 2, step, step / 2), StepBox.Around((step / 1e7, step / 2 / 1e7, step / 1e7, step / 2 / 1e7)));
        }
    }
}
