using System.Runtime.InteropServices;
using OsmTasking.Extraction.Formats;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class PackedTreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(4096)]
    [InlineData(30_001)]
    public void Tree_WrittenAsLeavesCome_IsTheOneBuiltInMemory(int leaves)
    {
        using var folder = new ScratchFolder();
        var random = new Random(leaves);
        StepBox[] boxes = [.. Enumerable.Range(0, leaves).Select(_ => random.Next(10) == 0 ? StepBox.Empty : Box(random))];
        long end;
        using (var file = File.OpenHandle(folder["tree"], FileMode.CreateNew, FileAccess.Write))
        {
            var tree = new PackedTree(file, 3, leaves);
            for (var i = 0; i < leaves; i++)
            {
                tree.Add(boxes[i], 7L * i);
            }

            tree.Complete();
            end = tree.End;
        }

        var bytes = File.ReadAllBytes(folder["tree"]);

        Assert.Equal(end, bytes.Length);
        Assert.True(InMemory(boxes).AsSpan().SequenceEqual(bytes.AsSpan(3)));
    }

    private static StepBox Box(Random random)
    {
        var (west, south) = (random.Next(-1_800_000_000, 1_700_000_000), random.Next(-900_000_000, 800_000_000));
        return new(west, south, west + random.Next(100_000_000), south + random.Next(100_000_000));
    }

    // Level upon level, each whole, as the description of the format has it.
    private static byte[] InMemory(StepBox[] leaves)
    {
        List<StepBox[]> levels = [leaves];
        while (levels.Count == 1 || levels[^1].Length > 1)
        {
            levels.Add([.. levels[^1].Chunk(16).Select(node => node.Aggregate((all, box) => all.With(box)))]);
        }

        levels.Reverse();
        var bytes = new List<byte>();
        long children = 0;
        foreach (var level in levels)
        {
            children += level.Length;
            for (var i = 0; i < level.Length; i++)
            {
                double[] box = [level[i].West / 1e7, level[i].South / 1e7, level[i].East / 1e7, level[i].North / 1e7];
                bytes.AddRange(MemoryMarshal.AsBytes<double>(box));
                bytes.AddRange(BitConverter.GetBytes(level == levels[^1] ? 7L * i : children + (16L * i)));
            }
        }

        return [.. bytes];
    }
}
