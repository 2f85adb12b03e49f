using OsmTasking.Extraction.Formats;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class FeatureSpoolTests
{
    [Fact]
    public void Copy_MoreThanABatch_GivesAllInTheOrderAskedFor()
    {
        using var folder = new ScratchFolder();
        var random = new Random(1);
        var pieces = Enumerable.Range(0, 300).Select(_ => new byte[random.Next(0, 2000)]).Append(new byte[50_000]).ToList();
        pieces.ForEach(random.NextBytes);
        File.WriteAllBytes(folder["from"], [.. pieces.SelectMany(piece => piece)]);
        long[] starts = [.. pieces.Select((_, index) => pieces.Take(index).Sum(piece => (long)piece.Length))];
        int[] order = [.. Enumerable.Range(0, pieces.Count).OrderBy(_ => random.Next())];

        using (var from = File.OpenHandle(folder["from"]))
        using (var to = File.OpenHandle(folder["to"], FileMode.CreateNew, FileAccess.Write))
        {
            var copy = new SpoolCopy(from, to, 7, 10_000);
            foreach (var index in order)
            {
                copy.Add(starts[index], pieces[index].Length);
            }

            copy.Flush();
        }

        Assert.True(order.SelectMany(index => pieces[index]).SequenceEqual(File.ReadAllBytes(folder["to"]).Skip(7)));
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(200)]
    public void Sort_NearPlaces_StandTogetherInTheOrderTheyCame(int memory)
    {
        using var folder = new ScratchFolder();
        using var spool = new FeatureSpool(folder["all"]);
        using var sort = new ExternalSort(folder[""], memory);
        for (var i = 0; i < 100; i++)
        {
            var corner = i % 4;
            spool.Add(new byte[i], StepBox.Around((corner % 2 * 100, corner / 2 * 50, corner % 2 * 100, corner / 2 * 50)));
        }

        var order = new List<SpooledFeature>();
        spool.Sort(sort, order.Add);

        Assert.Equal(memory > 200, sort.Runs == 0);
        Assert.Equal(3, order.Zip(order.Skip(1)).Count(pair => pair.First.Length % 4 != pair.Second.Length % 4));
        Assert.All(order.GroupBy(feature => feature.Length % 4), corner => Assert.Equal(corner.Select(feature => feature.Length).Order(), corner.Select(feature => feature.Length)));
        Assert.All(order, feature => Assert.Equal(feature.Length * (feature.Length - 1) / 2, feature.Start));
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
