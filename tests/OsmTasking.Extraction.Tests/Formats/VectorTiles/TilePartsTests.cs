using OsmTasking.Extraction.Formats.VectorTiles;

namespace OsmTasking.Extraction.Tests.Formats.VectorTiles;

public sealed class TilePartsTests
{
    [Fact]
    public void TileParts_MoreThanTheRoom_KeepsTheLargestOfEqualsTheFirstInOrder()
    {
        const int Room = 10_000;
        var random = new Random(7);
        var all = Enumerable.Range(0, 3_000).Select(number => (Number: number, Size: random.Next(40), Bytes: Fragment(number, random.Next(20, 200)))).ToArray();
        var parts = new TileParts(Room);
        foreach (var (_, size, bytes) in all)
        {
            parts.Add(size, bytes);
            Assert.InRange(parts.Bytes, 0, Room);
        }

        parts.Keep(40);

        var kept = Enumerable.Range(0, parts.KeptCount).Select(i => BitConverter.ToInt32(parts.Kept(i))).ToArray();
        var largest = all.OrderByDescending(part => part.Size).ThenBy(part => part.Number).Take(40).ToArray();
        Assert.Equal(largest.Select(part => part.Number).Order(), kept);
        Assert.All(Enumerable.Range(0, 40), i => Assert.Equal(all[kept[i]].Bytes, parts.Kept(i)));
        Assert.Equal(all.Length, parts.Count + parts.LeftOut);
    }

    [Fact]
    public void TileParts_OneOverAQuarterOfTheRoom_IsLeftOutAlone()
    {
        var parts = new TileParts(1_000);
        parts.Add(1, Fragment(0, 200));
        parts.Add(9, Fragment(1, 900));
        parts.Add(1, Fragment(2, 200));
        parts.Keep(parts.Count);

        Assert.Equal((2, 1, 400), (parts.KeptCount, parts.LeftOut, parts.Bytes));
        parts.Clear();
        Assert.Equal((0, 0, 0), (parts.Count, parts.LeftOut, parts.Bytes));
    }

    private static byte[] Fragment(int number, int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill((byte)number);
        BitConverter.TryWriteBytes(bytes, number);
        return bytes;
    }
}
