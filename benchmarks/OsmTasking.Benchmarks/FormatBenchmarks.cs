using BenchmarkDotNet.Attributes;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Formats;

namespace OsmTasking.Benchmarks;

/// <summary>8,000 buildings from blocks in memory to bytes of each row format.</summary>
[MemoryDiagnoser]
public class FormatBenchmarks
{
    private BlockSource _source = new();

    [ParamsSource(nameof(Formats))]
    public string Format { get; set; } = "";

    public static IEnumerable<string> Formats => RowFormats.Keys;

    private static Dictionary<string, RowFormat> RowFormats { get; } = new()
    {
        ["geojson"] = new GeoJsonFormat(),
        ["geojsonseq"] = new GeoJsonSequenceFormat(),
        ["pg"] = new PgFormat(),
    };

    [GlobalSetup]
    public void Setup()
    {
        var nodes = MadeUp.Nodes(8_000);
        _source = new BlockSource(nodes, MadeUp.Buildings(nodes, 8_000));
    }

    [Benchmark]
    public long Write() => Extractor.Write(_source, new ExtractOptions(), RowFormats[Format], Stream.Null).TotalRows;
}
