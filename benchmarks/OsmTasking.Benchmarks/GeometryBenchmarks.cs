using System.Buffers;
using BenchmarkDotNet.Attributes;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Benchmarks;

/// <summary>A ring of so many nodes: the short way for plain ones, the assembler for any, and its EWKB.</summary>
[MemoryDiagnoser]
public class GeometryBenchmarks
{
    private readonly SimpleRing _simple = new();
    private readonly MultipolygonAssembler _assembler = new();
    private readonly PackedGeometry _geometry = new();
    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 20);
    private ulong[] _ring = [];

    [Params(5, 50, 5000)]
    public int Nodes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _ring = new ulong[Nodes];
        for (var i = 0; i < Nodes; i++)
        {
            var (angle, radius) = (Math.Tau * (i % (Nodes - 1)) / (Nodes - 1), 1_000_000 + (i % (Nodes - 1) == 0 ? 0 : random.Next(50_000)));
            _ring[i] = PackedLocation.Pack((int)(Math.Cos(angle) * radius), (int)(Math.Sin(angle) * radius));
        }

        _simple.TryWrite(_ring, _geometry);
    }

    [Benchmark]
    public bool PlainRing() => _simple.TryWrite(_ring, _geometry);

    [Benchmark]
    public ProblemReason Assembler()
    {
        _assembler.Clear();
        _assembler.Add(_ring);
        return _assembler.Assemble(_geometry);
    }

    [Benchmark]
    public int Ewkb()
    {
        _bytes.ResetWrittenCount();
        EwkbWriter.Write(_geometry, _bytes);
        return _bytes.WrittenCount;
    }
}
