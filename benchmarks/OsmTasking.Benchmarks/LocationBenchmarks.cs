using BenchmarkDotNet.Attributes;
using OsmTasking.Extraction.Locations;

namespace OsmTasking.Benchmarks;

/// <summary>A million look-ups in a store of a million nodes: of an extract (one id in fifty) and of the planet (nearly all).</summary>
[MemoryDiagnoser]
public class LocationBenchmarks : IDisposable
{
    private const int Nodes = 1_000_000;

    private readonly long[] _asked = new long[Nodes];
    private NodeLocations _nodes = new();

    [Params(1, 50)]
    public int Gap { get; set; }

    /// <summary>How many ids in a row a way asks for: its nodes are mostly drawn one after the other.</summary>
    [Params(1, 8)]
    public int Run { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var (random, ids) = (new Random(1), new long[Nodes]);
        var id = 5_000_000_000L;
        for (var i = 0; i < Nodes; i++)
        {
            ids[i] = id += random.Next(1, Gap * 2);
            _nodes.Add(id, i, i);
        }

        _nodes.Freeze();
        for (var i = 0; i < Nodes; i += Run)
        {
            var first = random.Next(Nodes - Run);
            ids.AsSpan(first, Math.Min(Run, Nodes - i)).CopyTo(_asked.AsSpan(i));
        }
    }

    [Benchmark(OperationsPerInvoke = Nodes)]
    public int Find()
    {
        var (reader, found) = (new LocationReader(_nodes), 0);
        foreach (var id in _asked)
        {
            found += reader.TryGet(id, out _) ? 1 : 0;
        }

        return found;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _nodes.Dispose();
        _nodes = new();
        GC.SuppressFinalize(this);
    }
}
