using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class ExternalSortTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("osmtasking-sort-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_AnyItemsAnyMemory_IsAStableSort() => Prop.ForAll(
        Arb.From(from count in Gen.Choose(0, 300) from keys in Gen.ListOf(Gen.Choose(0, 20), count) select keys), Arb.From(Gen.Choose(20, 3000)), (keys, memory) =>
        {
            var items = keys.Select((key, i) => ((ulong)key, new string('x', key) + i)).ToList();

            Assert.Equal(items.OrderBy(item => item.Item1), Sort(items, memory, out _));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_MoreRunsThanAreMergedAtOnce_IsStillAStableSort()
    {
        var random = new Random(1);
        var items = Enumerable.Range(0, 5000).Select(i => ((ulong)random.Next(50), $"{i}")).ToList();

        Assert.Equal(items.OrderBy(item => item.Item1), Sort(items, 400, out var runs));
        Assert.InRange(runs, 2, 64);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Add_MuchMoreThanTheMemory_GoesToDisk()
    {
        using var sort = new ExternalSort(_folder, 1 << 16);
        var payload = new byte[1000];
        for (ulong i = 0; i < 10_000; i++)
        {
            sort.Add(i * 7919 % 10_007, payload);
        }

        Assert.InRange(sort.Runs, 2, 64);
        ulong before = 0;
        var count = 0;
        sort.Read((key, bytes) =>
        {
            Assert.True(key >= before);
            Assert.Equal(1000, bytes.Length);
            before = key;
            count++;
        });
        Assert.Equal(10_000, count);
    }

    private List<(ulong, string)> Sort(List<(ulong Key, string Text)> items, int memory, out int runs)
    {
        using var sort = new ExternalSort(_folder, memory);
        foreach (var (key, text) in items)
        {
            sort.Add(key, Encoding.UTF8.GetBytes(text));
        }

        var sorted = new List<(ulong, string)>();
        sort.Read((key, payload) => sorted.Add((key, Encoding.UTF8.GetString(payload))));
        runs = sort.Runs;
        return sorted;
    }
}
