using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Extraction.Pbf;

namespace OsmTasking.Extraction.Tests.Pbf;

public sealed class VarintColumnTests
{
    [Fact]
    public void Numbers_OfEverySize_AreCountedAndReadBack() => Prop.ForAll(Numbers().ToArbitrary(), values =>
    {
        var bytes = Encode(values);
        var (small, any) = (new VarintColumn(bytes.AsSpan(0, bytes.Length - VarintColumn.Slack)).Count, new List<ulong>());
        var first = new VarintColumn(bytes.AsSpan(0, bytes.Length - VarintColumn.Slack));
        var second = first;
        foreach (var value in values)
        {
            Assert.Equal(value, first.Next());
            Assert.Equal(value, second.NextSmall());
        }

        Assert.Equal(values.Length, small);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Number_CutOff_IsRefusedBeforeAnyIsRead() =>
        Assert.Contains("cut off", Assert.Throws<OsmFormatException>(() => new VarintColumn([1, 2, 0x80]).Count).Message, StringComparison.Ordinal);

    [Fact]
    public void Number_OfElevenBytes_IsRefused() =>
        Assert.Contains("10 bytes", Assert.Throws<OsmFormatException>(() =>
        {
            var column = new VarintColumn([.. Enumerable.Repeat((byte)0x80, 10), 1, .. new byte[VarintColumn.Slack]]);
            return column.Next();
        }).Message, StringComparison.Ordinal);

    private static Gen<ulong[]> Numbers() =>
        (from bits in Gen.Choose(0, 64) from value in Gen.Choose(int.MinValue, int.MaxValue).Two() select Cut(bits, ((ulong)(uint)value.Item1 << 32) | (uint)value.Item2)).ArrayOf();

    private static ulong Cut(int bits, ulong value) => bits == 64 ? value : value & ((1UL << bits) - 1);

    private static byte[] Encode(ulong[] values)
    {
        var bytes = new List<byte>();
        foreach (var value in values)
        {
            var rest = value;
            for (; rest >= 0x80; rest >>= 7)
            {
                bytes.Add((byte)(rest | 0x80));
            }

            bytes.Add((byte)rest);
        }

        bytes.AddRange(Enumerable.Repeat((byte)0xff, VarintColumn.Slack));
        return [.. bytes];
    }
}
