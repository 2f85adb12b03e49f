using BenchmarkDotNet.Attributes;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Pbf;

namespace OsmTasking.Benchmarks;

/// <summary>One block of 8,000 nodes, and of 8,000 ways: numbers alone, and decoded.</summary>
[MemoryDiagnoser]
public class PbfBenchmarks
{
    private readonly PbfDecoder _decoder = new();
    private byte[] _small = [];
    private byte[] _large = [];
    private byte[] _nodes = [];
    private byte[] _ways = [];

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _small = Column(() => random.Next(0, 128));
        _large = Column(() => random.Next(0, 1 << 20));
        var nodes = MadeUp.Nodes(8_000);
        _nodes = Unpacked(nodes);
        _ways = Unpacked(MadeUp.Buildings(nodes, 8_000));
    }

    [Benchmark]
    public ulong SmallNumbers() => Sum(_small);

    [Benchmark]
    public ulong LargeNumbers() => Sum(_large);

    [Benchmark]
    public int Nodes()
    {
        _decoder.Decode(_nodes, 0, _nodes.Length - VarintColumn.Slack, OsmKinds.All);
        return _decoder.Block.Nodes.Length;
    }

    [Benchmark]
    public int Ways()
    {
        _decoder.Decode(_ways, 0, _ways.Length - VarintColumn.Slack, OsmKinds.All);
        return _decoder.Block.Ways.Length;
    }

    private static ulong Sum(byte[] bytes)
    {
        var column = new VarintColumn(bytes.AsSpan(0, bytes.Length - VarintColumn.Slack));
        ulong sum = 0;
        for (var i = 0; i < column.Count; i++)
        {
            sum += column.NextSmall();
        }

        return sum;
    }

    private static byte[] Column(Func<int> next)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < 8_000; i++)
        {
            var value = (uint)next();
            for (; value >= 0x80; value >>= 7)
            {
                bytes.Add((byte)(value | 0x80));
            }

            bytes.Add((byte)value);
        }

        return [.. bytes, .. new byte[VarintColumn.Slack]];
    }

    private static byte[] Unpacked(OsmBlock block)
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var stream = new FileStream(path, FileMode.Create))
            using (var writer = new PbfWriter(stream))
            {
                writer.Write(block);
            }

            using var file = File.OpenHandle(path);
            var (buffer, start, length) = new PbfBlob().Read(file, PbfIndex.Read(path, file).Places[0]);
            return buffer[start..(start + length + VarintColumn.Slack)];
        }
        finally
        {
            File.Delete(path);
        }
    }
}
